package postprox.world;

import java.nio.file.Path;

/** What most tests of the real program begin with: it is installed, has a spool, and its next hop takes everything. */
final class Site implements AutoCloseable {
    private final Workspace workspace = Workspace.create();
    private final Installation installation = Installation.in(workspace, "postprox");
    private final Path spool = workspace.openDirectory("spool");
    private final MailSink sink = MailSink.start();

    Workspace workspace() {
        return workspace;
    }

    Installation installation() {
        return installation;
    }

    Path spool() {
        return spool;
    }

    MailSink sink() {
        return sink;
    }

    /** The program before its next hop, with more arguments. */
    Launch launch(String... arguments) {
        return Launch.of(installation, sink.place(), "-d", spool.toString()).with(arguments);
    }

    @Override
    public void close() {
        sink.close();
        workspace.close();
    }
}
