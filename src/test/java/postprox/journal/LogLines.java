package postprox.journal;

import java.time.Instant;

/** Lines of a log in JSON. */
final class LogLines {
    static final Instant START = Instant.parse("2026-03-01T14:00:00Z");

    private LogLines() {}

    static String line(int second, String rest) {
        return "{\"time\":\"" + START.plusSeconds(second) + "\"," + rest + "}\n";
    }

    static String accepted(int second, String session, String sender) {
        return line(
                second,
                "\"event\":\"message_accepted\",\"session\":\"" + session + "\",\"reply_code\":250,"
                        + "\"reply\":\"250 2.0.0 Ok: queued as Q" + second + "\",\"sender\":\"" + sender
                        + "\",\"recipients\":[\"b@example.com\"],\"recipient_count\":1,\"size\":100");
    }

    static String refused(int second, String session, String sender, int code) {
        return line(
                second,
                "\"event\":\"message_refused\",\"session\":\"" + session + "\",\"reply_code\":" + code
                        + ",\"reply\":\"" + code + " no\",\"sender\":\"" + sender
                        + "\",\"recipients\":[\"b@example.com\"],\"recipient_count\":1,\"size\":100");
    }

    static String failed(int second, String session, String disposition) {
        return line(
                second,
                "\"event\":\"filter_failed\",\"session\":\"" + session
                        + "\",\"reason\":\"exit status 2\",\"disposition\":\"" + disposition + "\"");
    }
}
