package postprox.session;

import java.time.Duration;
import postprox.smtp.SmtpLimits;

/**
 * How much we take of clients before we say no. What lies beyond a limit is refused for that client alone.
 *
 * @param sessions           sessions of this process at once
 * @param sessionsPerAddress sessions of one network address at once; 0 for no such limit
 * @param commandBytes       a command line, with its line end
 * @param commandTimeout     how long the client may take for a command, and for each block of content
 * @param dataTimeout        how long it may take for the content of a message as a whole
 * @param messageBytes       a message's content as RFC 1870 counts it; 0 for no limit of ours
 * @param recipients         accepted recipients of a message
 */
public record ClientLimits(
        int sessions,
        int sessionsPerAddress,
        int commandBytes,
        Duration commandTimeout,
        Duration dataTimeout,
        long messageBytes,
        int recipients) {
    /**
     * Sessions: far more than Postfix opens (default_process_limit is 100), within what a limit of 20,000 descriptors can
     * carry; behind Postfix all come from one address. RFC 5321 section 4.5.3.2.7 asks a server for at least five minutes; an hour for
     * content is what 10 MB take at 3 KB/s. Recipients: ten times what RFC 5321 section 4.5.3.1.8 asks for, and more than
     * Postfix's smtpd_recipient_limit (1,000).
     */
    public static final ClientLimits DEFAULT = new ClientLimits(
            10_000, 0, SmtpLimits.COMMAND_BYTES, Duration.ofMinutes(5), Duration.ofHours(1), 0, 10_000);

    /** Whether a message of this size is more than we take. */
    boolean isTooLarge(long size) {
        return messageBytes > 0 && size > messageBytes;
    }
}
