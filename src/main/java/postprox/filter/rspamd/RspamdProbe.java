package postprox.filter.rspamd;

import java.io.IOException;
import java.time.Duration;
import postprox.filter.http.Head;
import postprox.filter.service.Exchange;
import postprox.net.Endpoint;
import postprox.net.ServiceDialer;
import postprox.text.WireText;
import postprox.time.Deadline;

/** Looks whether an rspamd answers. A worker that is busy with a rule answers only when that has ended. */
public final class RspamdProbe {
    /** What is wrong where rspamd's milter listens. */
    static final String MILTER = "rspamd's milter listens there, usually at port 11332;"
            + " this filter needs its scanner (worker normal), usually at port 11333";

    /** As long as an answer may take that only tells a reason. */
    private static final Duration SHORT = Duration.ofSeconds(1);

    private static final String PING = "GET /ping HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    private static final String MILTER_MODE = "(milter mode)";
    private static final int OK = 200;

    private RspamdProbe() {}

    /**
     * Asks an rspamd whether it is there, and what it is.
     *
     * @return its words about its version, printable, such as {@code rspamd/3.4}
     * @throws IOException if it does not answer as rspamd does until the deadline; its message says why
     */
    public static String version(Endpoint server, ServiceDialer dialer, Deadline deadline) throws IOException {
        Head head = ping(server, dialer, deadline);
        String name = head.first("Server").orElse("");
        if (name.contains(MILTER_MODE)) {
            throw new IOException(MILTER);
        }
        if (head.status("HTTP") != OK || !name.startsWith("rspamd")) {
            throw new IOException("no rspamd: it answered GET /ping with '" + Head.words(head.statusLine())
                    + "', and its name is '" + Head.words(name) + "'");
        }
        return Head.words(name);
    }

    /** Whether rspamd's milter listens at a place. It closes the connection of each request for a scan, and does answer this one. */
    static boolean isMilter(Endpoint server, ServiceDialer dialer, Deadline deadline) {
        try {
            return ping(server, dialer, deadline.within(SHORT))
                    .first("Server")
                    .orElse("")
                    .contains(MILTER_MODE);
        } catch (IOException e) {
            // Whatever is there, it does not say so.
            return false;
        }
    }

    private static Head ping(Endpoint server, ServiceDialer dialer, Deadline deadline) throws IOException {
        try (Exchange exchange = new Exchange(dialer.dial(server, deadline))) {
            byte[] bytes = WireText.bytes(PING);
            boolean _ = exchange.send(bytes, 0, bytes.length);
            return Head.read(exchange, "HTTP");
        }
    }
}
