package postprox.filter.spamd;

import java.io.IOException;
import postprox.filter.http.Head;
import postprox.filter.service.Exchange;
import postprox.net.Endpoint;
import postprox.net.ServiceDialer;
import postprox.text.WireText;
import postprox.time.Deadline;

/**
 * Looks whether a spamd answers. One whose children are all busy does not: PING waits for a free child, as each message does.
 */
public final class SpamdProbe {
    private static final byte[] PING = WireText.bytes("PING SPAMC/1.5\r\n\r\n");

    private SpamdProbe() {}

    /**
     * Asks a spamd whether it has a child that is free.
     *
     * @return the version of its protocol, such as {@code SPAMD/1.5}, printable
     * @throws IOException if it does not answer as spamd does until the deadline; its message says why
     */
    public static String version(Endpoint server, ServiceDialer dialer, Deadline deadline) throws IOException {
        try (Exchange exchange = new Exchange(dialer.dial(server, deadline))) {
            if (exchange.send(PING, 0, PING.length)) {
                exchange.endRequest();
            }
            SpamdStatus status = SpamdStatus.of(Head.statusLine(exchange));
            status.check();
            if (!status.line().endsWith(" PONG")) {
                throw new IOException("no spamd is there: it answered PING with '" + Head.words(status.line()) + "'");
            }
            return Head.words(status.line().substring(0, status.line().indexOf(' ')));
        }
    }
}
