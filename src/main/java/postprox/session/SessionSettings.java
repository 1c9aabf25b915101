package postprox.session;

import java.time.Duration;
import postprox.smtp.StrayCr;

/**
 * What a session needs to know of the administrator's choices.
 *
 * @param limits            how much we take of clients
 * @param messageDeadline   how long a message may take from its final dot (BDAT LAST) to the one that goes to the next hop
 * @param nextHopTimeout    how long the next hop may take for any other reply, and for each block of content
 * @param finalReplyTimeout how long the next hop may take for its answer to the final dot
 * @param keepAlive         how often a waiting next hop gets a NOOP
 * @param strayCr           what becomes of a CR that ends no line
 */
public record SessionSettings(
        Limits limits,
        Duration messageDeadline,
        Duration nextHopTimeout,
        Duration finalReplyTimeout,
        Duration keepAlive,
        StrayCr strayCr) {
    /** Below Postfix's smtpd_proxy_timeout (100 s), so that the client gets our reason and not "queue file write error". */
    public static final Duration MESSAGE_DEADLINE = Duration.ofSeconds(90);

    /** Below smtpd_proxy_timeout, too: the client waits for each of these replies. */
    public static final Duration NEXT_HOP_TIMEOUT = Duration.ofSeconds(90);

    /** RFC 5321 section 4.5.3.2.6, Postfix's smtp_data_done_timeout: giving up earlier makes duplicates (RFC 1047). */
    public static final Duration FINAL_REPLY_TIMEOUT = Duration.ofMinutes(10);

    /** The original's: an after-filter smtpd gives up after 300 s (smtpd_timeout), some servers sooner. */
    public static final Duration KEEP_ALIVE = Duration.ofSeconds(60);

    /** The administrator's choices, and the times of the standard for all else. */
    public static SessionSettings with(Duration messageDeadline, StrayCr strayCr) {
        return with(Limits.DEFAULT, messageDeadline, NEXT_HOP_TIMEOUT, strayCr);
    }

    /** The same with the administrator's limits. */
    public static SessionSettings with(
            Limits limits, Duration messageDeadline, Duration nextHopTimeout, StrayCr strayCr) {
        return new SessionSettings(limits, messageDeadline, nextHopTimeout, FINAL_REPLY_TIMEOUT, KEEP_ALIVE, strayCr);
    }
}
