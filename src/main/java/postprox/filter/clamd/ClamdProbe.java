package postprox.filter.clamd;

import java.io.IOException;
import postprox.net.Endpoint;
import postprox.net.ServiceDialer;
import postprox.net.Wire;
import postprox.text.WireText;
import postprox.time.Deadline;

/** Looks whether a clamd answers. It does not show whether all of clamd's threads are busy. */
public final class ClamdProbe {
    private static final int MAX_BYTES = 500;

    private ClamdProbe() {}

    /**
     * Asks a clamd whether it is there, and for its version.
     *
     * @return its words about its version and its database, printable; empty if its EnableVersionCommand is off
     * @throws IOException if it does not answer as clamd does until the deadline; its message says why
     */
    public static String version(Endpoint server, ServiceDialer dialer, Deadline deadline) throws IOException {
        String pong = ask(server, "zPING\0", dialer, deadline);
        if (!pong.equals("PONG")) {
            throw new IOException("no clamd: it answered PING with '" + pong + "'");
        }
        String version = ask(server, "zVERSION\0", dialer, deadline);
        return version.startsWith("ClamAV ") ? version : "";
    }

    private static String ask(Endpoint server, String command, ServiceDialer dialer, Deadline deadline)
            throws IOException {
        try (Wire wire = dialer.dial(server, deadline)) {
            byte[] bytes = WireText.bytes(command);
            wire.write(bytes, 0, bytes.length);
            ReplyLine line = new ReplyLine();
            while (!line.hasEnded()) {
                boolean _ = line.take(wire::read);
            }
            return WireText.shorten(WireText.printable(line.text()), MAX_BYTES);
        }
    }
}
