package postprox.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The real program at work, and who talks to it. Killed when it is closed, if it still runs. */
final class Program implements AutoCloseable {
    private final Process process;
    private final SmtpClient client;
    private final Lines errors;

    Program(Process process, SmtpClient client) {
        this.process = process;
        this.client = client;
        this.errors = Lines.of(process.getErrorStream());
    }

    /** Who talks to it on its standard descriptors. */
    SmtpClient client() {
        return client;
    }

    /** What it says on standard error, unless that is the client's. */
    Lines errors() {
        return errors;
    }

    long pid() {
        return process.pid();
    }

    /** The process of its JVM, which the launcher starts or becomes. */
    long jvm() {
        ProcessHandle handle = process.toHandle();
        return handle.descendants().findFirst().orElse(handle).pid();
    }

    /** Waits until what was started has become the native client. */
    void awaitNativeClient() {
        Patience.await("it runs the native client", () -> executable().endsWith("postprox-client"));
    }

    private Path executable() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/" + pid() + "/exe"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether none of its threads is at work. */
    boolean sleeps() {
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + jvm() + "/task"))) {
            return threads.map(thread -> state(thread.resolve("stat"))).allMatch("S"::equals);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** proc(5): the state stands behind the name in parentheses. */
    private static String state(Path stat) {
        try {
            String line = Files.readString(stat);
            return line.substring(line.lastIndexOf(')') + 2).substring(0, 1);
        } catch (IOException e) {
            // The thread has ended.
            return "S";
        }
    }

    /** Asks it to end (SIGTERM). */
    void terminate() {
        process.toHandle().destroy();
    }

    /** Makes it and what it started end (SIGKILL), as spawn(8) does when its time is over and it has the right. */
    void kill() {
        kill(process.toHandle());
        int _ = awaitExit();
    }

    /** The same for any process. It ends first: if its filter ended before it, the client could hear of a filter that failed. */
    static void kill(ProcessHandle process) {
        List<ProcessHandle> started = process.descendants().toList();
        process.destroyForcibly();
        started.forEach(ProcessHandle::destroyForcibly);
    }

    /** Makes its JVM crash, as a mistake in the JVM itself would. */
    void crash() {
        Tools.run("/bin/sh", "-c", "kill -s SEGV " + jvm());
    }

    /** Waits for its end; returns its exit status. */
    int awaitExit() {
        try {
            if (!process.waitFor(Patience.MILLIS, TimeUnit.MILLISECONDS)) {
                throw new AssertionError("the program does not end; it said:\n" + errors.all());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        client.close();
        if (process.isAlive()) {
            kill();
        }
    }
}
