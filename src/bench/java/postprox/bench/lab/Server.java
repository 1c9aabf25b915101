package postprox.bench.lab;

import java.util.concurrent.TimeUnit;

/**
 * A server that runs for a measurement.
 *
 * @param port its port of 127.0.0.1
 */
public record Server(Process process, int port) implements AutoCloseable {
    private static final int SECONDS_TO_END = 10;

    public long pid() {
        return process.pid();
    }

    /** Ends it, if need be by force, and waits until it is gone. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
