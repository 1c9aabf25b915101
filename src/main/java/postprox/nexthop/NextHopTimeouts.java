package postprox.nexthop;

import java.time.Duration;

/**
 * How long the next hop may take.
 *
 * @param reply      for any reply but that to the final dot, and for each block of content
 * @param finalReply for its answer to the final dot
 * @param keepAlive  how often a waiting next hop gets a NOOP
 */
public record NextHopTimeouts(Duration reply, Duration finalReply, Duration keepAlive) {
    /** Below Postfix's smtpd_proxy_timeout (100 s): the client waits for each of these replies. */
    public static final Duration REPLY = Duration.ofSeconds(90);

    /** RFC 5321 section 4.5.3.2.6, Postfix's smtp_data_done_timeout: giving up earlier makes duplicates (RFC 1047). */
    public static final Duration FINAL_REPLY = Duration.ofMinutes(10);

    /** The original's: an after-filter smtpd gives up after 300 s (smtpd_timeout), some servers sooner. */
    public static final Duration KEEP_ALIVE = Duration.ofSeconds(60);

    /** The administrator's time for a reply, and the times of the standard for all else. */
    public static NextHopTimeouts withReply(Duration reply) {
        return new NextHopTimeouts(reply, FINAL_REPLY, KEEP_ALIVE);
    }
}
