package postprox.nexthop;

import java.time.Duration;

/**
 * The time limits for the next hop.
 *
 * @param reply      for each reply but that to the final dot, and for each block of content
 * @param finalReply for the reply to the final dot
 * @param keepAlive  the interval of NOOPs to a next hop that waits
 */
public record NextHopTimeouts(Duration reply, Duration finalReply, Duration keepAlive) {
    /** Less than Postfix's smtpd_proxy_timeout (100 s), since the client waits for each of these replies. */
    public static final Duration REPLY = Duration.ofSeconds(90);

    /** RFC 5321 section 4.5.3.2.6 and Postfix's smtp_data_done_timeout. Giving up earlier makes duplicates (RFC 1047). */
    public static final Duration FINAL_REPLY = Duration.ofMinutes(10);

    /** As in the original postprox. An after-filter smtpd gives up after 300 s (smtpd_timeout), some servers sooner. */
    public static final Duration KEEP_ALIVE = Duration.ofSeconds(60);

    /** The time limits with the administrator's limit for a reply, and the constants above for the others. */
    public static NextHopTimeouts withReply(Duration reply) {
        return new NextHopTimeouts(reply, FINAL_REPLY, KEEP_ALIVE);
    }
}
