package postprox.interop;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import postprox.world.Lines;
import postprox.world.Patience;
import postprox.world.Tools;

/** A process that listens on a port, from then on until it is closed. */
final class Server implements AutoCloseable {
    private final Process process;
    private final Lines said;

    private Server(Process process) {
        this.process = process;
        this.said = Lines.of(process.getInputStream());
    }

    /** Starts one, and waits until it listens. */
    static Server start(int port, ProcessBuilder builder) {
        try {
            Server server = new Server(builder.redirectErrorStream(true).start());
            server.awaitPort(port);
            return server;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void awaitPort(int port) {
        try {
            Patience.await("a server listens", () -> !process.isAlive() || isListening(port));
        } catch (AssertionError e) {
            close();
            throw e;
        }
        if (!process.isAlive()) {
            throw new AssertionError("a server has ended; it said:\n" + said.toEnd());
        }
    }

    private static boolean isListening(int port) {
        try (Socket _ = new Socket(Tools.LOOPBACK, port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(Patience.MILLIS, TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("a server does not end; it said:\n" + said.all());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
