package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The resident processes of an installation, which are nobody's children. */
record Residents(Path home) {
    static Residents of(Path home) {
        return new Residents(home);
    }

    /** Those that are there now. */
    List<ProcessHandle> all() {
        return ProcessHandle.allProcesses().filter(this::isOne).toList();
    }

    /** The only one. */
    ProcessHandle only() {
        List<ProcessHandle> all = all();
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    /** Asks all of them to end, and sees to it that they do. */
    void stop() {
        List<ProcessHandle> all = all();
        all.forEach(ProcessHandle::destroy);
        try {
            awaitEnd(all);
        } finally {
            all.forEach(ProcessHandle::destroyForcibly);
        }
    }

    /** Waits for the end of processes. */
    static void awaitEnd(List<ProcessHandle> processes) {
        CompletableFuture<?>[] ends =
                processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(ends).get(Patience.MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("these processes do not end: " + processes, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private boolean isOne(ProcessHandle process) {
        try {
            String line = Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"), StandardCharsets.ISO_8859_1);
            return line.contains(home + "/") && line.contains("\0--resident\0");
        } catch (IOException e) {
            // It has ended meanwhile.
            return false;
        }
    }
}
