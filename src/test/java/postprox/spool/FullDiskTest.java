package postprox.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import postprox.secondjvm.SecondJvm;
import postprox.testkit.Spooled;

class FullDiskTest {
    @TempDir
    private Path directory;

    /**
     * On a small file system of its own, which vanishes with the process (mount_namespaces(7)), and in a language that has
     * words of its own for it.
     */
    @ParameterizedTest
    @CsvSource({"en, No space left on device", "de, kein Speicherplatz"})
    void fullDiskIsToldFromOtherTroubleAndNothingIsLeftOnIt(String language, String words)
            throws IOException, InterruptedException {
        List<String> onSmallDisk = List.of(
                "env",
                "LC_ALL=C.UTF-8",
                "LANGUAGE=" + language,
                "unshare",
                "--map-root-user",
                "--mount",
                "sh",
                "-c",
                "mount -t tmpfs -o size=256k,nr_inodes=40 none \"$0\" && exec \"$@\"",
                directory.toString());
        assertThat(SecondJvm.run(onSmallDisk, FillDisk.class, directory.toString(), words))
                .isEqualTo("""
                        the system has the words: true
                        message of 1 MB: disk full
                        left behind: 0
                        recipients of 1 MB: disk full
                        left behind: 0
                        OUTFILE cut by the end of the disk: disk full
                        nothing in OUTFILE for want of room: disk full
                        on a disk without room: disk full
                        with room again: no trouble
                        nothing in OUTFILE for want of a file beside it: disk full
                        a check that finds room for a part of its block: disk full
                        it keeps: 0
                        too many messages: disk full
                        directory gone: not the disk
                        """);
    }

    /** Main class of another process. */
    static final class FillDisk {
        private static final byte[] MEGABYTE = new byte[1 << 20];

        private FillDisk() {}

        public static void main(String[] arguments) throws IOException {
            Path directory = Path.of(arguments[0]);
            System.out.println("the system has the words: " + has(arguments[1], directory));
            Spool spool = Spool.in(directory);
            try (SpooledMessage message = spool.create()) {
                report("message of 1 MB", () -> message.write(MEGABYTE, 0, MEGABYTE.length));
            }
            System.out.println("left behind: " + Spooled.in(directory).size());
            try (SpooledMessage message = spool.create()) {
                report("recipients of 1 MB", () -> message.asFile().makeBeside(".rcpts", MEGABYTE));
            }
            System.out.println("left behind: " + Spooled.in(directory).size());
            try (SpooledMessage message = spool.create()) {
                var _ = Prepared.prepare(message);
                try (FilterGround ground = FilterGround.under(message.asFile())) {
                    fill(Prepared.output(message));
                    report("OUTFILE cut by the end of the disk", ground::check);
                }
            }
            try (SpooledMessage message = spool.create()) {
                var _ = Prepared.prepare(message);
                Path other = directory.resolve("other");
                try (FilterGround ground = FilterGround.under(message.asFile())) {
                    fill(other);
                    report("nothing in OUTFILE for want of room", ground::check);
                }
                report(
                        "on a disk without room",
                        () -> FilterGround.under(message.asFile()).close());
                Files.delete(other);
                List<Path> others = new ArrayList<>();
                try (FilterGround ground = FilterGround.under(message.asFile())) {
                    report("with room again", ground::check);
                    while (makes(Prepared.email(message).resolveSibling("temporary" + others.size()))) {
                        others.add(Prepared.email(message).resolveSibling("temporary" + others.size()));
                    }
                    report("nothing in OUTFILE for want of a file beside it", ground::check);
                }
                for (Path one : others) {
                    Files.delete(one);
                }
            }
            try (ProcessDirectory own = ProcessDirectory.make(directory, new SpoolNames())) {
                report("a check that finds room for a part of its block", () -> check(own));
                System.out.println("it keeps: " + Files.size(SpoolNames.lockOf(own.path())));
            }
            report("too many messages", () -> {
                while (true) {
                    var _ = Prepared.prepare(spool.create());
                }
            });
            report(
                    "directory gone",
                    () -> Prepared.prepare(Spool.in(directory.resolve("none")).create()));
        }

        private static void check(ProcessDirectory own) throws SpoolException {
            try {
                own.checkRoom(MEGABYTE);
            } catch (IOException e) {
                throw new SpoolException("check", e);
            }
        }

        private static boolean has(String words, Path directory) {
            try {
                Files.write(directory.resolve("large"), MEGABYTE);
                return false;
            } catch (IOException e) {
                return String.valueOf(e.getMessage()).contains(words)
                        && directory.resolve("large").toFile().delete();
            }
        }

        /** As a filter does that does not notice. */
        private static void fill(Path file) {
            try {
                Files.write(file, MEGABYTE);
            } catch (IOException e) {
                // The disk is full now.
            }
        }

        private static boolean makes(Path file) {
            try {
                Files.createFile(file);
                return true;
            } catch (IOException e) {
                return false;
            }
        }

        private static void report(String what, Step step) {
            try {
                step.take();
                System.out.println(what + ": no trouble");
            } catch (SpoolException e) {
                System.out.println(what + ": " + (e.isDiskFull() ? "disk full" : "not the disk"));
            }
        }

        @FunctionalInterface
        interface Step {
            void take() throws SpoolException;
        }
    }
}
