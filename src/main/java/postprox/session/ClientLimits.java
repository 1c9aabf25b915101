package postprox.session;

import java.time.Duration;
import postprox.smtp.SmtpLimits;

/**
 * The limits for clients. A client that exceeds a limit is refused, and no other client with it. {@link Admission} keeps the numbers
 * of sessions, {@link Client} and {@link Transaction} the other limits, and {@link ReplyChoice} has the reply at each. Limits that no
 * option sets are in {@code smtp.SmtpLimits} and {@link Memory}.
 *
 * @param sessions           the maximum number of sessions of this process at once
 * @param sessionsPerAddress the maximum number of sessions of one network address at once; 0 for no such limit
 * @param commandBytes       the maximum length of a command line, with its line end
 * @param commandTimeout     the longest time for a command, and for each block of content
 * @param dataTimeout        the longest time for the content of a message as a whole
 * @param messageBytes       the maximum size of a message's content, as RFC 1870 counts it; 0 for no limit of postprox's own
 * @param recipients         the maximum number of accepted recipients of a message
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
     * Sessions: far more than Postfix opens (default_process_limit is 100), and no more than 20,000 descriptors are enough
     * for. Behind Postfix all sessions come from one address, so the number for one address has no limit. Times: RFC 5321
     * section 4.5.3.2.7 asks a server for at least five minutes, and 10 MB at 3 KB/s take an hour. Recipients: a hundred times
     * as many as RFC 5321 section 4.5.3.1.8 asks for, and ten times as many as Postfix's smtpd_recipient_limit (1,000).
     */
    public static final ClientLimits DEFAULT = new ClientLimits(
            10_000, 0, SmtpLimits.COMMAND_BYTES, Duration.ofMinutes(5), Duration.ofHours(1), 0, 10_000);

    /** Whether a message of this size exceeds the limit. */
    boolean isTooLarge(long size) {
        return messageBytes > 0 && size > messageBytes;
    }
}
