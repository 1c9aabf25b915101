package postprox.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postprox.secondjvm.SecondJvm;

class FullDiskTest {
    @TempDir
    private Path directory;

    /** On a small file system of its own, which vanishes with the process (mount_namespaces(7)). */
    @Test
    void fullDiskIsToldFromOtherTroubleAndNothingIsLeftOnIt() throws IOException, InterruptedException {
        List<String> onSmallDisk = List.of(
                "unshare",
                "--map-root-user",
                "--mount",
                "sh",
                "-c",
                "mount -t tmpfs -o size=64k,nr_inodes=6 none \"$0\" && exec \"$@\"",
                directory.toString());
        assertThat(SecondJvm.run(onSmallDisk, FillDisk.class, directory.toString()))
                .isEqualTo("""
                        message of 1 MB: disk full
                        left behind: 0
                        recipients of 1 MB: disk full
                        left behind: 0
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
            Spool spool = Spool.in(directory);
            try (SpooledMessage message = spool.create()) {
                report("message of 1 MB", () -> message.write(MEGABYTE, 0, MEGABYTE.length));
            }
            System.out.println("left behind: " + Listing.names(directory).size());
            try (SpooledMessage message = spool.create()) {
                report("recipients of 1 MB", () -> message.prepareForFilter(MEGABYTE));
            }
            System.out.println("left behind: " + Listing.names(directory).size());
            report("too many messages", () -> {
                while (true) {
                    spool.create().prepareForFilter(new byte[0]);
                }
            });
            report(
                    "directory gone",
                    () -> Spool.in(directory.resolve("none")).create().prepareForFilter(new byte[0]));
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
