package postprox.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.posix.LockFile;
import postprox.secondjvm.SecondJvm;
import postprox.testkit.Spooled;

class SweepTest {
    private static final String NAME = "postprox-0123456789abcdef0123456789abcdef";

    @TempDir
    private Path directory;

    @Test
    void whatAKilledProcessLeftIsSweptAndWhatALivingOneHasIsNot() throws IOException, InterruptedException {
        Process other = spooling();
        try (BufferedReader said = other.inputReader(StandardCharsets.UTF_8);
                Spool spool = Spool.in(directory);
                SpooledMessage own = spool.create()) {
            assertThat(said.readLine()).isEqualTo("spooled");
            var _ = Prepared.prepare(own);
            assertThat(sweep(directory)).as("while it lives").isZero();
            assertThat(Spooled.in(directory)).hasSize(6);
            assertThat(other.destroyForcibly().waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(sweep(directory)).as("when it was killed").isEqualTo(3);
            assertThat(Spooled.in(directory)).hasSize(3).contains(Prepared.email(own));
        } finally {
            other.destroyForcibly();
        }
        assertThat(directory).isEmptyDirectory();
    }

    /** Main class of another process: it has a message in hand until it is killed. */
    static final class Spooling {
        private Spooling() {}

        public static void main(String[] arguments) throws IOException {
            try (Spool spool = Spool.in(Path.of(arguments[0]));
                    SpooledMessage message = spool.create()) {
                message.write(new byte[10], 0, 10);
                var _ = Prepared.prepare(message);
                System.out.println("spooled");
                int _ = System.in.read();
            }
        }
    }

    /** In another container, on another host, or with hidepid=2 (proc(5)): where a process cannot be seen, it is not dead. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "unshare --map-root-user --mount sh -c 'mount -t tmpfs none /proc/$0 && exec \"$@\"'",
                "unshare --map-root-user --mount --pid --fork --mount-proc sh -c 'exec \"$@\"'",
            })
    void filesOfAProcessThatCannotBeSeenAreNotSwept(String away) throws IOException, InterruptedException {
        Process other = spooling();
        try (BufferedReader said = other.inputReader(StandardCharsets.UTF_8)) {
            assertThat(said.readLine()).isEqualTo("spooled");
            List<String> wrapper = List.of("sh", "-c", away + " \"$0\" \"$@\"", Long.toString(other.pid()));
            assertThat(SecondJvm.run(wrapper, Sweeping.class, directory.toString(), Long.toString(other.pid())))
                    .isEqualTo("it can be seen: false\nswept: 0\n");
            assertThat(Spooled.in(directory)).hasSize(3);
            assertThat(other.destroyForcibly().waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(sweep(directory)).isEqualTo(3);
        } finally {
            other.destroyForcibly();
        }
        assertThat(directory).isEmptyDirectory();
    }

    /** Main class of another process: it looks for what others left behind. */
    static final class Sweeping {
        private Sweeping() {}

        public static void main(String[] arguments) throws IOException {
            System.out.println("it can be seen: " + Files.exists(Path.of("/proc", arguments[1], "stat")));
            System.out.println("swept: " + sweep(Path.of(arguments[0])));
        }
    }

    /** It may be killed at any moment between the making of its directory and its end. */
    @Test
    void whateverStateAProcessLeftItsDirectoryInIsSwept() throws IOException {
        Files.createDirectory(directory.resolve(NAME));
        assertThat(sweep(directory)).isZero();
        assertThat(directory).as("without its lock").isEmptyDirectory();

        Path locked = Files.createDirectory(directory.resolve(NAME));
        Files.createFile(locked.resolve("lock"));
        assertThat(sweep(directory)).isZero();
        assertThat(directory).as("without a message").isEmptyDirectory();

        Path filled = leftBehind(NAME);
        Files.createDirectories(filled.resolve("b.out/c"));
        Files.createFile(filled.resolve("b.out/c/d"));
        assertThat(sweep(directory)).isEqualTo(2);
        assertThat(directory).as("with what a filter made in it").isEmptyDirectory();
    }

    @Test
    void aLockThatCannotBeLookedAtIsGivenBack() throws IOException {
        Path file = Files.createFile(directory.resolve("lock"));
        LockFile lock = LockFile.tryLock(file).orElseThrow();

        assertThatIOException().as("it is no directory").isThrownBy(() -> LeftOver.hold(file, lock));
        assertThat(LockFile.tryLock(file)).hasValueSatisfying(LockFile::close);
    }

    @Test
    void nothingElseIsTouched() throws IOException {
        Path outside = leftBehind("elsewhere");
        Path file = Files.createFile(directory.resolve(NAME));
        Path link = Files.createSymbolicLink(directory.resolve(NAME.replace('0', '1')), outside);
        List<Path> others = new ArrayList<>(List.of(file, link, outside.resolve("a.email"), outside.resolve("lock")));
        for (String name : List.of("x" + NAME, NAME + "0", NAME.substring(1), NAME.replace('a', 'g'))) {
            Path other = leftBehind(name);
            Files.setLastModifiedTime(other, FileTime.fromMillis(0));
            others.add(other.resolve("a.email"));
        }
        assertThat(sweep(directory)).isZero();
        assertThat(others).allMatch(Files::exists);
    }

    @Test
    void manyAtOnceSweepEachFileOnce() throws Exception {
        for (int i = 0; i < 300; i++) {
            leftBehind(NAME.substring(0, NAME.length() - 3) + String.format("%03d", i));
        }
        List<Callable<Integer>> sweeps = Collections.nCopies(4, () -> sweep(directory));
        int swept = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (Future<Integer> sweep : threads.invokeAll(sweeps)) {
                swept += sweep.get();
            }
        }
        assertThat(swept).isEqualTo(300);
        // One of which another had just lost the lock waits for the next.
        assertThat(sweep(directory)).isZero();
        assertThat(directory).isEmptyDirectory();
    }

    /** Whoever looks may come at any moment of another's start and end. */
    @Test
    void whoStartsOrEndsMeanwhileLosesNothing() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Callable<Integer> start = () -> {
                for (int i = 0; i < 300; i++) {
                    try (Spool spool = Spool.in(directory);
                            SpooledMessage message = spool.create()) {
                        var _ = Prepared.prepare(message);
                        assertThat(Prepared.recipients(message)).exists();
                    }
                }
                return 0;
            };
            List<Future<Integer>> starts = List.of(threads.submit(start), threads.submit(start));
            while (!starts.stream().allMatch(Future::isDone)) {
                assertThat(sweep(directory)).isZero();
            }
            for (Future<Integer> one : starts) {
                assertThat(one.get()).isZero();
            }
        }
        assertThat(sweep(directory)).isZero();
        assertThat(directory).isEmptyDirectory();
    }

    private Path leftBehind(String name) throws IOException {
        Path left = Files.createDirectory(directory.resolve(name));
        Files.createFile(left.resolve("lock"));
        Files.createFile(left.resolve("a.email"));
        return left;
    }

    private Process spooling() throws IOException {
        return new ProcessBuilder(SecondJvm.command(Spooling.class, directory.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static int sweep(Path directory) throws IOException {
        try (Spool spool = Spool.in(directory);
                LeftBehind left = spool.leftBehind()) {
            int swept = 0;
            for (List<LeftOver> some = left.next(); !some.isEmpty(); some = left.next()) {
                for (LeftOver one : some) {
                    swept += one.remove();
                }
            }
            return swept;
        }
    }
}
