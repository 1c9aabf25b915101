package postprox.bench.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Free ports of 127.0.0.1. */
public final class Ports {
    public static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    /** Below the range that connections take theirs from (ip_local_port_range): thousands of them come and go here. */
    private static final int FIRST = 20_000;

    private static final int BEHIND_LAST = 32_000;
    private static final int ATTEMPTS = 100;

    private Ports() {}

    /** A port that nobody listens on. */
    public static int free() throws MeasurementException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, BEHIND_LAST);
            try (ServerSocket _ = new ServerSocket(port, 1, LOOPBACK)) {
                return port;
            } catch (IOException _) {
                // Somebody's: the next one.
            }
        }
        throw new MeasurementException("no free port between " + FIRST + " and " + BEHIND_LAST);
    }

    /** A port as programs want it: {@code 127.0.0.1:PORT}. */
    public static String address(int port) {
        return LOOPBACK.getHostAddress() + ":" + port;
    }
}
