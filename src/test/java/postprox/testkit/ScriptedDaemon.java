package postprox.testkit;

import java.io.Closeable;
import java.io.IOException;
import postprox.net.Endpoint;

/**
 * A service that does on each connection what a test's script says.
 *
 * @param <C> a connection that can read and say what the service's protocol has
 */
public abstract class ScriptedDaemon<C extends Connection> implements Closeable {
    private final ScriptedService service;

    /** What it does on a connection. The connection is closed behind it. */
    @FunctionalInterface
    public interface Script<C> {
        void run(C conversation) throws IOException, InterruptedException;
    }

    ScriptedDaemon(ScriptedService service) {
        this.service = service;
    }

    /** A connection that has begun. */
    abstract C conversation(Connection connection);

    /** Has it do something else on connections that begin from now on. */
    public final void behave(Script<? super C> next) {
        service.behave(connection -> run(next, conversation(connection)));
    }

    /** Runs a script to its end. */
    void run(Script<? super C> script, C begun) throws IOException, InterruptedException {
        script.run(begun);
    }

    public final Endpoint place() {
        return service.place();
    }

    public final int connections() {
        return service.connections();
    }

    @Override
    public final void close() throws IOException {
        service.close();
    }
}
