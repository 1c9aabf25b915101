package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;

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

    /** Starts one with these filters in front of a port, as the user nobody. It logs all that it can. */
    static ProxyService before(int nextHop, Installation installation, String... filters) {
        Launch launch = Launch.of(installation, "127.0.0.1:" + nextHop, "-v", "--log", "stderr");
        for (String filter : filters) {
            launch = launch.with("--filter", filter);
        }
        return start(launch.as("nobody"));
    }

    /** Sends a message over a connection of its own. Returns the reply to it. */
    String send(String message) {
        return sendFrom("a@example.org", message);
    }

    String sendFrom(String sender, String message) {
        try (SmtpClient client = SmtpClient.connect(port)) {
            assertThat(client.say("EHLO client.example.net")).startsWith("250");
            return client.send(sender, "b@example.com", message);
        }
    }

    public int port() {
        return port;
    }

    /** The process of its JVM, which the launcher becomes or starts. */
    long jvm() {
        return program.jvm();
    }

    /** Kills it (-9). */
    void kill() {
        program.kill();
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
