package postprox.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import postprox.bench.lab.MeasurementException;

/** Sessions that have said EHLO and then nothing. */
final class IdleSessions implements AutoCloseable {
    private final List<SmtpConnection> connections = new ArrayList<>();

    private IdleSessions() {}

    /** Opens so many; each has its reply when this returns. */
    static IdleSessions open(int port, int count) throws MeasurementException {
        IdleSessions sessions = new IdleSessions();
        try {
            while (sessions.connections.size() < count) {
                SmtpConnection connection = SmtpConnection.open(port);
                sessions.connections.add(connection);
                connection.say("EHLO client.example.net", '2');
            }
            return sessions;
        } catch (IOException e) {
            String which = "session " + (sessions.connections.size() + 1) + " of " + count;
            sessions.close();
            throw new MeasurementException(which + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws MeasurementException {
        try {
            for (SmtpConnection connection : connections) {
                connection.close();
            }
        } catch (IOException e) {
            throw new MeasurementException("cannot close a session: " + e.getMessage(), e);
        }
    }
}
