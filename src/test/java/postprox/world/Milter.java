package postprox.world;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Path;
import postprox.net.Endpoint;

/** A milter of Debian's, on a port of its own, in the foreground. */
final class Milter implements AutoCloseable {
    private final int port;
    private final Path log;
    private final String[] command;
    private Process process;

    private Milter(int port, Path log, String... command) {
        this.port = port;
        this.log = log;
        this.command = command;
        this.process = run(log.toFile(), command);
    }

    /** Starts one that was told to listen on the port; it listens when this returns. */
    static Milter start(int port, Path log, String... command) {
        Milter milter = new Milter(port, log, command);
        milter.await();
        return milter;
    }

    private void await() {
        Patience.await("a milter listens", () -> !process.isAlive() || isListening());
        if (!process.isAlive()) {
            throw new AssertionError(String.join(" ", command) + " has ended, see " + log);
        }
    }

    /** Kills it (-9). */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Starts it once more; it listens when this returns. */
    void startAgain() {
        process = run(log.toFile(), command);
        await();
    }

    /** Has it do nothing any more, while the kernel still accepts connections for it. */
    void stop() {
        Tools.run("kill", "-STOP", Long.toString(process.pid()));
    }

    void goOn() {
        Tools.run("kill", "-CONT", Long.toString(process.pid()));
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

    long pid() {
        return process.pid();
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
