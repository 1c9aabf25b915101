package postprox.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that takes part, and that may be killed and started again. Of one thread. */
final class Part {
    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Path logs;
    private final String name;
    private final String ready;
    private final List<String> command;
    private Process process;
    private int starts;

    private Part(Path logs, String name, String ready, List<String> command) throws IOException, InterruptedException {
        this.logs = logs;
        this.name = name;
        this.ready = ready;
        this.command = command;
        this.process = launch();
    }

    /**
     * Starts it and waits until it is ready.
     *
     * @param logs  a directory for what it says, in a file NAME-N for its Nth start
     * @param ready what it says when it is ready; empty where there is nothing to wait for
     */
    static Part start(Path logs, String name, String ready, List<String> command)
            throws IOException, InterruptedException {
        return new Part(logs, name, ready, command);
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    int exitStatus() throws InterruptedException {
        return process.waitFor();
    }

    void kill() throws InterruptedException {
        int _ = process.destroyForcibly().waitFor();
    }

    void stop() throws InterruptedException {
        process.destroy();
        int _ = process.waitFor();
    }

    /** Starts it once more; it must have ended. */
    void restart() throws IOException, InterruptedException {
        process = launch();
    }

    private Process launch() throws IOException, InterruptedException {
        starts++;
        Path log = logs.resolve(name + "-" + starts);
        Process launched = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        long end = System.nanoTime() + START_NANOS;
        while (!Files.readString(log, StandardCharsets.ISO_8859_1).contains(ready)) {
            if (!launched.isAlive() || System.nanoTime() - end > 0) {
                launched.destroyForcibly();
                throw new IOException(String.join(" ", command) + " does not start, see " + log);
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
        return launched;
    }

    void close() {
        boolean _ = process.destroyForcibly().isAlive();
    }
}
