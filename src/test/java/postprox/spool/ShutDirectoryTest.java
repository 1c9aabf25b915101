package postprox.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postprox.secondjvm.SecondJvm;
import postprox.testkit.Spooled;

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
                        next message: changed false
                        left behind: 0
                        """);
        assertThat(directory).isEmptyDirectory();
    }

    /** Whatever the filter has said. */
    @Test
    void aWarningSaysThatItWasOpenedAgain() throws IOException, InterruptedException {
        assertThat(run("REFUSED")).isEqualTo("""
                        a filter shut DIRECTORY (chmod), where messages are kept: it is open again
                        next message: changed false
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
                        next message: changed false
                        left behind: 0
                        """);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void whatIsShutWithinGoesWithTheProcess() throws IOException, InterruptedException {
        assertThat(run("WITHIN")).isEqualTo("""
                        next message: changed false
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

    private String run(String what) throws IOException, InterruptedException {
        return SecondJvm.run(WITHOUT_PRIVILEGES, Shutting.class, directory.toString(), what);
    }

    /** Main class of another process. */
    static final class Shutting {
        private Shutting() {}

        public static void main(String[] arguments) throws IOException {
            Path directory = Path.of(arguments[0]);
            if (arguments[1].equals("KILLED")) {
                sweep(directory);
                return;
            }
            try (Spool spool = Spool.in(directory)) {
                try (SpooledMessage message = prepared(spool)) {
                    shut(message, spool, arguments[1]);
                } catch (SpoolException e) {
                    System.out.println(String.valueOf(e.getMessage()).replaceAll("/\\S+/postprox-\\w+", "DIRECTORY"));
                }
                try (SpooledMessage next = prepared(spool)) {
                    System.out.println("next message: changed " + next.hasChanged());
                }
                System.out.println("left behind: " + Spooled.in(directory).size());
            }
        }

        private static void shut(SpooledMessage message, Spool spool, String what) throws IOException {
            Path own = message.email().resolveSibling("");
            switch (what) {
                case "ACCEPTED" -> {
                    setMode(own, "---------");
                    check(message);
                }
                case "REFUSED" -> setMode(own, "---------");
                case "ANOTHER" -> {
                    SpooledMessage other = prepared(spool);
                    setMode(own, "---------");
                    closeWithAWord(other, own);
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

        private static void closeWithAWord(SpooledMessage message, Path own) {
            try {
                message.close();
            } catch (SpoolException e) {
                System.out.println(String.valueOf(e.getMessage()).replace(own.toString(), "DIRECTORY"));
            }
        }

        private static void check(SpooledMessage message) {
            try {
                System.out.println("believed, changed " + message.hasChanged());
            } catch (SpoolException e) {
                System.out.println(
                        String.valueOf(e.getMessage()).replace(message.email().toString(), "EMAIL"));
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
            message.prepareForFilter(new byte[0]);
            return message;
        }

        private static void setMode(Path file, String permissions) throws IOException {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        }
    }
}
