package postprox.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postprox.secondjvm.SecondJvm;

class SweepTest {
    private static final String RANDOM = "0123456789abcdef0123456789abcdef";

    @TempDir
    private Path directory;

    @Test
    void whatAKilledProcessLeftIsSweptAndWhatALivingOneHasIsNot() throws IOException, InterruptedException {
        Process other = new ProcessBuilder(SecondJvm.command(Spooling.class, directory.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said = other.inputReader(StandardCharsets.UTF_8);
                SpooledMessage own = Spool.in(directory).create()) {
            assertThat(said.readLine()).isEqualTo("spooled");
            own.prepareForFilter(new byte[1]);
            assertThat(sweep()).as("while it lives").isZero();
            assertThat(Listing.names(directory)).hasSize(6);
            assertThat(other.destroyForcibly().waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(sweep()).as("when it was killed").isEqualTo(3);
            assertThat(Listing.names(directory))
                    .hasSize(3)
                    .contains(own.email().getFileName().toString());
        } finally {
            other.destroyForcibly();
        }
    }

    /** Main class of another process: it has a message in hand until it is killed. */
    static final class Spooling {
        private Spooling() {}

        public static void main(String[] arguments) throws IOException {
            try (SpooledMessage message = Spool.in(Path.of(arguments[0])).create()) {
                message.write(new byte[10], 0, 10);
                message.prepareForFilter(new byte[10]);
                System.out.println("spooled");
                int _ = System.in.read();
            }
        }
    }

    /** Process numbers are used again: what tells two processes apart is when they were started. */
    @Test
    void fileOfAnEarlierProcessWithTheNumberOfALivingOneIsSwept() throws IOException {
        try (SpooledMessage own = Spool.in(directory).create()) {
            own.prepareForFilter(new byte[1]);
            String earlier = own.email()
                    .getFileName()
                    .toString()
                    .replaceFirst("^(postprox-\\d+-\\d+-)\\d+-[0-9a-f]+", "$11-" + RANDOM);
            Files.createFile(directory.resolve(earlier));
            assertThat(sweep()).isEqualTo(1);
            assertThat(Listing.names(directory)).hasSize(3).doesNotContain(earlier);
        }
    }

    @Test
    void fileOfAnotherContainerIsSweptWhenNobodyTouchedItForADay() throws IOException {
        Path young = Files.createFile(directory.resolve("postprox-1-1-1-" + RANDOM + ".email"));
        Path old = Files.createFile(directory.resolve("postprox-1-1-1-" + RANDOM + ".out"));
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
        assertThat(sweep()).isEqualTo(1);
        assertThat(young).exists();
        assertThat(old).doesNotExist();
    }

    @Test
    void nothingElseIsTouched() throws IOException {
        List<String> others = List.of(
                "postprox-" + RANDOM,
                "postprox-notes.txt",
                "postprox-1-999999999-1-" + RANDOM.substring(1) + ".email",
                "postprox-1-999999999-1-" + RANDOM + ".EMAIL",
                "xpostprox-1-999999999-1-" + RANDOM + ".email",
                "mail.txt");
        for (String other : others) {
            Files.setLastModifiedTime(Files.createFile(directory.resolve(other)), FileTime.fromMillis(0));
        }
        assertThat(sweep()).isZero();
        assertThat(Listing.names(directory)).containsExactlyInAnyOrderElementsOf(others);
    }

    @Test
    void whateverAFilterLeftUnderSuchANameIsSweptToo() throws IOException {
        Path outside = Files.createFile(directory.resolve("outside"));
        String dead = leftBehindPrefix();
        Files.createSymbolicLink(directory.resolve(dead + "a.out"), outside);
        Files.createDirectory(directory.resolve(dead + "b.out"));
        Files.createFile(directory.resolve(dead + "c.email"));
        Files.setPosixFilePermissions(directory.resolve(dead + "c.email"), Set.of());
        assertThat(sweep()).isEqualTo(3);
        assertThat(Listing.names(directory)).containsExactly("outside");
    }

    /** Anybody may put a directory of such a name into /tmp, and exchange what is in it at any moment. */
    @Test
    void sweepNeverGoesIntoADirectoryAndGoesOnBehindIt() throws IOException {
        Path inside = directory.resolve(leftBehindPrefix() + "a.out").resolve("inside");
        Files.createDirectories(inside);
        Files.createFile(directory.resolve(leftBehindPrefix() + "b.email"));
        Files.createFile(directory.resolve(leftBehindPrefix() + "0.email"));
        assertThat(sweep()).isEqualTo(2);
        assertThat(inside).exists();
    }

    @Test
    void manyAtOnceSweepEachFileOnce() throws Exception {
        for (int i = 0; i < 300; i++) {
            Files.createFile(directory.resolve(leftBehindPrefix() + "f." + letters(i)));
        }
        List<Callable<Integer>> sweeps = Collections.nCopies(4, () -> sweep());
        int swept = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (Future<Integer> sweep : threads.invokeAll(sweeps)) {
                swept += sweep.get();
            }
        }
        assertThat(swept).isEqualTo(300);
        assertThat(directory).isEmptyDirectory();
    }

    private static String letters(int number) {
        return String.format("%03d", number)
                .chars()
                .mapToObj(c -> Character.toString(c - '0' + 'a'))
                .collect(Collectors.joining());
    }

    /** The beginning of names as a process of ours that is no more would have given them, all but their last digit. */
    private static String leftBehindPrefix() throws IOException {
        String namespace =
                Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString().replaceAll("\\D", "");
        return "postprox-" + namespace + "-999999999-1-" + RANDOM.substring(1);
    }

    private int sweep() throws SpoolException {
        return Spool.sweep(Spool.in(directory).leftBehind());
    }
}
