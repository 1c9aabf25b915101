package postprox.filter.policy;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import postprox.net.Endpoint;
import postprox.testkit.Connection;
import postprox.testkit.ScriptedService;

/** A policy service that does what a test has told it, request by request. */
final class ScriptedPolicy implements Closeable {
    private final ScriptedService service = ScriptedService.onPort(0);
    private final Queue<Act> script = new ConcurrentLinkedQueue<>();
    final Queue<List<String>> requests = new ConcurrentLinkedQueue<>();

    /** What the service does at a request. */
    interface Act {
        void on(Connection connection) throws IOException, InterruptedException;
    }

    ScriptedPolicy() throws IOException {
        service.behave(this::serve);
    }

    Endpoint place() {
        return service.place();
    }

    int connections() {
        return service.connections();
    }

    /** Does this at the next request. */
    ScriptedPolicy then(Act act) {
        script.add(act);
        return this;
    }

    /** Writes this at the next request, one byte a character. */
    ScriptedPolicy says(String text) {
        return then(connection -> connection.say(text));
    }

    ScriptedPolicy closes() {
        return then(Connection::close);
    }

    /** Closes all connections, as a service that has restarted. */
    void drop() throws IOException {
        for (Connection connection : service.open()) {
            connection.close();
        }
    }

    /** Writes to all connections without a request. */
    void speaksUnasked(String text) throws IOException {
        for (Connection connection : service.open()) {
            connection.say(text);
        }
    }

    /** Whether nobody is connected. */
    boolean isIdle() {
        return service.open().isEmpty();
    }

    private void serve(Connection connection) throws IOException, InterruptedException {
        List<String> request = new ArrayList<>();
        for (Optional<String> line = connection.nextLine(); line.isPresent(); line = connection.nextLine()) {
            if (!line.get().isEmpty()) {
                request.add(line.get());
                continue;
            }
            requests.add(List.copyOf(request));
            request.clear();
            Act act = script.poll();
            if (act != null) {
                act.on(connection);
            }
        }
    }

    @Override
    public void close() throws IOException {
        service.close();
    }
}
