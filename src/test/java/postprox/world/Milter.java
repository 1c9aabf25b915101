package postprox.world;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Path;
import postprox.net.Endpoint;

/** A milter of Debian's, on a port of its own, in the foreground. */
final class Milter implements AutoCloseable {
    private final Process process;
    private final int port;

    private Milter(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts one that was told to listen on the port; it listens when this returns. */
    static Milter start(int port, Path log, String... command) {
        Milter milter = new Milter(run(log.toFile(), command), port);
        Patience.await("a milter listens", () -> !milter.process.isAlive() || milter.isListening());
        if (!milter.process.isAlive()) {
            throw new AssertionError(String.join(" ", command) + " has ended, see " + log);
        }
        return milter;
    }

    private static Process run(File log, String... command) {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isListening() {
        try (Socket _ = new Socket(Tools.LOOPBACK, port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    Endpoint endpoint() {
        return new Endpoint.Tcp("127.0.0.1", port);
    }

    /** As Postfix names it. */
    String place() {
        return "inet:127.0.0.1:" + port;
    }

    /** At once: libmilter takes many seconds to end otherwise. */
    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
