package postprox.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postprox.log.MailLog;
import postprox.secondjvm.SecondJvm;
import postprox.spool.Spool;
import postprox.testkit.RecordingLog;

/** What a start does about killed processes, and says of them. */
class SweepLogTest {
    @TempDir
    private Path directory;

    /** postprox under Postfix may have a few descriptors only, and its killed sessions may have left any number. */
    @Test
    void moreThanThereAreDescriptorsForIsRemovedAllTheSame() throws IOException, InterruptedException {
        for (int i = 0; i < 300; i++) {
            leftBehind(i);
        }

        assertThat(SecondJvm.run(List.of("prlimit", "--nofile=100"), Removing.class, directory.toString()))
                .contains("warning: removed 300 files that killed processes left in " + directory)
                .doesNotContain("too many open files");
        assertThat(directory).isEmptyDirectory();
    }

    /** Main class of another process. */
    static final class Removing {
        private Removing() {}

        public static void main(String[] arguments) throws IOException {
            RecordingLog log = new RecordingLog();
            remove(Path.of(arguments[0]), log);
            System.out.println(String.join("\n", log.lines()));
        }
    }

    /** A cleaner of old files took it while its process lived, which was killed then. */
    @Test
    void ofADirectoryWhoseLockIsGoneTheLogSaysThatItStays() throws IOException {
        Path left = leftBehind(0);
        Files.delete(left.resolve("lock"));
        RecordingLog log = new RecordingLog();

        remove(directory, log);

        assertThat(String.join("\n", log.lines()))
                .contains("warning: cannot tell whether a process still uses " + left
                        + ", which stays: there are files in it, but its lock file is gone");
        assertThat(left.resolve("a.email")).exists();
    }

    private static void remove(Path directory, RecordingLog log) throws IOException {
        try (Spool spool = Spool.in(directory)) {
            Sweep.remove(spool, directory, new MailLog(log, 1));
        }
    }

    private Path leftBehind(int number) throws IOException {
        Path left = Files.createDirectory(
                directory.resolve(String.format("postprox-0123456789abcdef0123456789abc%03d", number)));
        Files.createFile(left.resolve("lock"));
        Files.createFile(left.resolve("a.email"));
        return left;
    }
}
