package postprox.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What lies in a directory for messages, but for the directories that living processes have there, and their locks. */
public final class Spooled {
    private Spooled() {}

    public static List<Path> in(Path directory) {
        return list(directory).stream()
                .flatMap(entry -> isOfProcess(entry) ? list(entry).stream() : Stream.of(entry))
                .filter(file -> !file.endsWith("lock"))
                .toList();
    }

    /** Waits until what lies there is as it must be. */
    public static void await(Path directory, Predicate<List<Path>> condition) {
        long end = System.nanoTime() + Patience.LONGEST.toNanos();
        while (!condition.test(in(directory))) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("waited in vain; there is: " + in(directory));
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    private static boolean isOfProcess(Path entry) {
        return Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)
                && entry.getFileName().toString().matches("postprox-[0-9a-f]{32}");
    }

    private static List<Path> list(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
