package postprox.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import postprox.filter.Allowance;
import postprox.filter.Examination;
import postprox.filter.NoVerdict;
import postprox.filter.Origin;
import postprox.filter.command.CommandFilter;
import postprox.mail.Envelope;
import postprox.secondjvm.SecondJvm;
import postprox.testkit.Spooled;
import postprox.time.Deadline;
import postprox.time.Ticker;

/** Directories that a filter has shut (chmod), or unpacked as a sender had shut them: nothing stays behind without a word. */
class ShutDirectoryTest {
    /** Root goes everywhere, but not without its capabilities. */
    private static final List<String> WITHOUT_PRIVILEGES =
            List.of("unshare", "--map-root-user", "setpriv", "--bounding-set=-all", "--inh-caps=-all");

    @TempDir
    private Path directory;

    @Test
    void theFilterThatDidItIsNotBelievedAndTheNextMessagePasses() throws IOException, InterruptedException {
        assertThat(run("ACCEPTED")).isEqualTo("""
                        cannot believe the filter, which was given EMAIL: its directory was shut (chmod) while the filter was at work
                        a filter shut DIRECTORY (chmod), where messages are kept: it is open again
                        next message: bytes in OUTFILE 0
                        left behind: 0
                        """);
        assertThat(directory).isEmptyDirectory();
    }

    /** Whatever the filter has said. */
    @Test
    void aWarningSaysThatItWasOpenedAgain() throws IOException, InterruptedException {
        assertThat(run("REFUSED")).isEqualTo("""
                        a filter shut DIRECTORY (chmod), where messages are kept: it is open again
                        next message: bytes in OUTFILE 0
                        left behind: 0
                        """);
        assertThat(directory).isEmptyDirectory();
    }

    /** It may have read nothing, and accepted that. */
    @Test
    void noOtherFilterThatRanMeanwhileIsBelieved() throws IOException, InterruptedException {
        assertThat(run("ANOTHER")).isEqualTo("""
                        a filter shut DIRECTORY (chmod), where messages are kept: it is open again
                        cannot believe the filter, which was given EMAIL: its directory was shut (chmod) while the filter was at work
                        a filter shut DIRECTORY (chmod), where messages are kept: it is open again
                        next message: bytes in OUTFILE 0
                        left behind: 0
                        """);
        assertThat(directory).isEmptyDirectory();
    }

    /** It may fail, or refuse, for no other reason, and must not let its message pass unfiltered. */
    @ParameterizedTest
    @CsvSource({
        "exit 0, exit status 0",
        "exit 1, exit status 1",
        "exit 2, exit status 2",
        "kill -9 $$, killed by signal 9"
    })
    void nothingCountsThatAFilterSaysWhichCouldNotReadItsMessage(String end, String ending)
            throws IOException, InterruptedException {
        assertThat(run("FILTERS", end)).isEqualTo("""
                        %s, Unfounded
                        cannot believe the filter, which was given EMAIL: its directory was shut (chmod) while the filter was at work
                        """.formatted(ending));
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void whatIsShutWithinGoesWithTheProcess() throws IOException, InterruptedException {
        assertThat(run("WITHIN")).isEqualTo("""
                        next message: bytes in OUTFILE 0
                        left behind: 1
                        """);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void whatAKilledProcessLeftShutIsSwept() throws IOException, InterruptedException {
        assertThat(run("KILLED")).isEqualTo("""
                        messages: 1
                        files: 1
                        """);
        assertThat(directory).isEmptyDirectory();
    }

    private String run(String... what) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(directory.toString()));
        arguments.addAll(List.of(what));
        return SecondJvm.run(WITHOUT_PRIVILEGES, Shutting.class, arguments.toArray(String[]::new));
    }

    /** Main class of another process. */
    static final class Shutting {
        private Shutting() {}

        public static void main(String[] arguments) throws IOException, InterruptedException {
            Path directory = Path.of(arguments[0]);
            if (arguments[1].equals("FILTERS")) {
                runFilters(directory, arguments[2]);
                return;
            }
            if (arguments[1].equals("KILLED")) {
                sweep(directory);
                return;
            }
            try (Spool spool = Spool.in(directory)) {
                SpooledMessage message = prepared(spool);
                shut(message, spool, arguments[1]);
                remove(message);
                try (SpooledMessage next = prepared(spool)) {
                    System.out.println("next message: bytes in OUTFILE " + Files.size(Prepared.output(next)));
                }
                System.out.println("left behind: " + Spooled.in(directory).size());
            }
        }

        /** The filter of one message shuts the directory while that of another wants to read its own. */
        private static void runFilters(Path directory, String end) throws IOException, InterruptedException {
            String others =
                    "read _ <PIPES/begun; chmod 0 \"$(dirname \"$EMAIL\")\"; echo >PIPES/shut; read _ <PIPES/tried";
            String filters = "echo >PIPES/begun; read _ <PIPES/shut; cat \"$EMAIL\"; unread=$?; echo >PIPES/tried; "
                    + "test $unread = 0 && exit 77; " + end;
            Path pipes = Files.createTempDirectory("pipes");
            for (String pipe : List.of("begun", "shut", "tried")) {
                int _ = new ProcessBuilder("mkfifo", pipes.resolve(pipe).toString())
                        .start()
                        .waitFor();
            }
            try (Spool spool = Spool.in(directory);
                    SpooledMessage message = spool.create();
                    SpooledMessage other = spool.create()) {
                Thread thread = Thread.ofPlatform().start(() -> {
                    CommandFilter.Run _ = runFilter(others.replace("PIPES", pipes.toString()), other);
                });
                CommandFilter.Run run = runFilter(filters.replace("PIPES", pipes.toString()), message);
                thread.join();
                System.out.println(run.ending() + ", " + run.answer().getClass().getSimpleName());
                if (run.answer() instanceof NoVerdict.Unfounded(SpoolException why)) {
                    System.out.println(String.valueOf(why.getMessage())
                            .replace(Prepared.email(message).toString(), "EMAIL"));
                }
            } finally {
                for (String pipe : List.of("begun", "shut", "tried")) {
                    Files.delete(pipes.resolve(pipe));
                }
                Files.delete(pipes);
            }
        }

        private static CommandFilter.Run runFilter(String command, SpooledMessage message) {
            Envelope envelope = new Envelope("s", "<>", List.of("b@example.com"), "client.example", Map.of());
            Duration time = Duration.ofSeconds(60);
            try {
                return new CommandFilter(command)
                        .run(
                                new Examination(
                                        message,
                                        envelope,
                                        Allowance.until(Deadline.after(Ticker.SYSTEM, time)),
                                        new Origin(List.of("PATH=/usr/bin:/bin"))),
                                _ -> {});
            } catch (SpoolException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void shut(SpooledMessage message, Spool spool, String what) throws IOException {
            Path own = Prepared.email(message).resolveSibling("");
            switch (what) {
                case "ACCEPTED" -> {
                    setMode(own, "---------");
                    check(message);
                }
                case "REFUSED" -> setMode(own, "---------");
                case "ANOTHER" -> {
                    SpooledMessage other = prepared(spool);
                    setMode(own, "---------");
                    remove(other);
                    check(message);
                }
                default -> {
                    Path within = Files.createDirectories(own.resolve("unpacked/archive"));
                    Files.createFile(within.resolve("lock"));
                    setMode(within, "r-xr-xr-x");
                    setMode(own.resolve("unpacked"), "---------");
                }
            }
        }

        private static void remove(SpooledMessage message) throws SpoolException {
            String own = Prepared.email(message).resolveSibling("").toString();
            message.remove().ifPresent(warning -> System.out.println(warning.replace(own, "DIRECTORY")));
        }

        private static void check(SpooledMessage message) throws SpoolException {
            try (FilterGround ground = FilterGround.under(message.asFile())) {
                ground.check();
                System.out.println("believed");
            } catch (SpoolException e) {
                System.out.println(String.valueOf(e.getMessage())
                        .replace(Prepared.email(message).toString(), "EMAIL"));
            }
        }

        private static void sweep(Path directory) throws IOException {
            Path left = Files.createDirectory(directory.resolve("postprox-" + "0".repeat(32)));
            Files.createFile(left.resolve("lock"));
            Files.createFile(left.resolve("a.email"));
            setMode(left, "---------");
            try (Spool spool = Spool.in(directory);
                    LeftBehind all = spool.leftBehind()) {
                for (LeftOver one : all.next()) {
                    System.out.println("messages: " + one.messages().size());
                    System.out.println("files: " + one.remove());
                }
                all.unclear().forEach(System.out::println);
            }
        }

        private static SpooledMessage prepared(Spool spool) throws SpoolException {
            SpooledMessage message = spool.create();
            var _ = Prepared.prepare(message);
            return message;
        }

        private static void setMode(Path file, String permissions) throws IOException {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        }
    }
}
