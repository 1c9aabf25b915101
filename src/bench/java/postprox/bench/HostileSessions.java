package postprox.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import postprox.bench.lab.MeasurementException;

/**
 * Sessions that take places and give nothing: idle ones, such as drip a byte a second, such as stall in content, and such as
 * never read what they are answered.
 */
final class HostileSessions implements AutoCloseable {
    /** Their replies are more than the kernel holds for a client that does not read, and has so little room. */
    private static final String MANY_COMMANDS = "EHLO client.example.net\r\n".repeat(1_500);

    private static final long DRIP_NANOS = Duration.ofSeconds(1).toNanos();

    private final List<SmtpConnection> connections = new ArrayList<>();
    private final List<SmtpConnection> dripping = new ArrayList<>();
    private volatile boolean closed;

    private HostileSessions() {}

    /** Opens so many, of each kind as many as of the others. */
    static HostileSessions open(int port, int count) throws MeasurementException {
        HostileSessions sessions = new HostileSessions();
        try {
            while (sessions.connections.size() < count) {
                sessions.add(SmtpConnection.openNarrow(port));
            }
        } catch (IOException e) {
            String which = "hostile session " + (sessions.connections.size() + 1) + " of " + count;
            sessions.close();
            throw new MeasurementException(which + ": " + e.getMessage(), e);
        }
        Thread.ofPlatform().daemon().name("drip").start(sessions::drip);
        return sessions;
    }

    private void add(SmtpConnection connection) throws IOException {
        connections.add(connection);
        connection.say("EHLO client.example.net", '2');
        switch (connections.size() % 4) {
            case 0 -> {}
            case 1 -> dripping.add(connection);
            case 2 -> connection.write(MANY_COMMANDS);
            default -> {
                connection.say("MAIL FROM:<a@example.net>", '2');
                connection.say("RCPT TO:<b@example.net>", '2');
                connection.say("DATA", '3');
                connection.write("half a line");
            }
        }
    }

    private void drip() {
        while (!closed) {
            LockSupport.parkNanos(DRIP_NANOS);
            for (SmtpConnection connection : dripping) {
                try {
                    connection.write("x");
                } catch (IOException e) {
                    // The proxy has had enough of it, or the case is over.
                }
            }
        }
    }

    @Override
    public void close() throws MeasurementException {
        closed = true;
        try {
            for (SmtpConnection connection : connections) {
                connection.close();
            }
        } catch (IOException e) {
            throw new MeasurementException("cannot close a session: " + e.getMessage(), e);
        }
    }
}
