package postprox.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Path;

/** The scanner of {@code examples/scanners}, in Python, which logs each request. */
public final class HookScanner implements AutoCloseable {
    private static final Path PROGRAM = Path.of("examples/scanners/hooks.py").toAbsolutePath();

    private final int port = Tools.freePort();
    private Process process;
    private Lines log;

    private HookScanner() {
        process = begin();
        log = Lines.of(process.getErrorStream());
    }

    /** Starts it, and waits until it takes connections. */
    public static HookScanner start() {
        HookScanner scanner = new HookScanner();
        scanner.await();
        return scanner;
    }

    private Process begin() {
        try {
            return new ProcessBuilder(Tools.PYTHON, PROGRAM.toString(), Integer.toString(port)).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void await() {
        Patience.await("the scanner listens", () -> isListening());
    }

    private boolean isListening() {
        try (Socket _ = new Socket(Tools.LOOPBACK, port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Where postprox registers. */
    public String registration() {
        return "http://127.0.0.1:" + port + "/register";
    }

    /** Where hooks go without a registration. */
    public String endpoint() {
        return "http://127.0.0.1:" + port + "/hook";
    }

    /** The first lines of the requests, since it was started last. */
    Lines log() {
        return log;
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Starts it once more; it knows no registration then. */
    void startAgain() {
        process = begin();
        log = Lines.of(process.getErrorStream());
        await();
    }

    @Override
    public void close() {
        kill();
    }
}
