package postprox.world;

/** The proxy in listen mode, in the foreground of a test. */
public final class ProxyService implements AutoCloseable {
    private final Program program;
    private final int port;

    private ProxyService(Program program, int port) {
        this.program = program;
        this.port = port;
    }

    /** Starts it on a free port, and returns when that is bound. */
    public static ProxyService start(Launch launch) {
        int port = Tools.freePort();
        Program program =
                launch.with("-l", Integer.toString(port), "--foreground").onPipes();
        ProxyService service = new ProxyService(program, port);
        program.errors().await("listening on");
        return service;
    }

    public int port() {
        return port;
    }

    /** The process of its JVM, which the launcher becomes or starts. */
    long jvm() {
        return program.jvm();
    }

    /** What it logs. */
    public Lines log() {
        return program.errors();
    }

    @Override
    public void close() {
        program.terminate();
        int _ = program.awaitExit();
        program.close();
    }
}
