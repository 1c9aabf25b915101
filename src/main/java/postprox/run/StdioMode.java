package postprox.run;

import postprox.event.SessionEnd;
import postprox.net.Wire;

/** The mode of a single session, with the client on standard input and output. */
final class StdioMode implements Mode {
    private final Wire client;
    private final Engine engine;

    StdioMode(Wire client, Engine engine) {
        this.client = client;
        this.engine = engine;
    }

    /** Serves the session. All work that can wait follows it, since the client has waited for a JVM to start. */
    @Override
    public Exit serve() {
        SessionEnd end = engine.sessions().run(client);
        engine.sweep();
        engine.closeSpool();
        engine.warnings().ofRisks();
        return Exit.of(end);
    }
}
