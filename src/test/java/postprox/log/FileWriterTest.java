package postprox.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import postprox.event.Event;

/** A log in a file: beside other processes' lines, through a rotation, and on a disk without room. */
class FileWriterTest {
    private static final Path FULL_DISK = Path.of("/dev/full");

    @TempDir
    private Path directory;

    @Test
    void linesAreAddedToWhatIsThere() throws IOException {
        Path file = directory.resolve("log");
        Files.writeString(file, "before\n");
        FileWriter one = new FileWriter(file);
        FileWriter other = new FileWriter(file);
        one.write(Severity.INFO, "one");
        other.write(Severity.INFO, "j\u00c3\u00b6rg");
        one.write(Severity.INFO, "two");
        assertThat(Files.readAllLines(file)).containsExactly("before", "one", "j\u00f6rg", "two");
    }

    @Test
    void aFileThatIsMadeIsNotForEverybodyToRead() throws IOException {
        Path file = directory.resolve("log");
        new FileWriter(file).write(Severity.INFO, "line");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isIn("rw-r-----", "rw-------");
    }

    @Test
    void aFileThatWasRenamedGetsTheLinesUntilItIsOpenedAnew() throws IOException {
        Path file = directory.resolve("log");
        Path rotated = directory.resolve("log.1");
        FileWriter writer = new FileWriter(file);
        writer.write(Severity.INFO, "one");
        Files.move(file, rotated);
        writer.write(Severity.INFO, "two");
        assertThat(file).doesNotExist();
        writer.reopen();
        writer.write(Severity.INFO, "three");
        assertThat(Files.readAllLines(rotated)).containsExactly("one", "two");
        assertThat(Files.readAllLines(file)).containsExactly("three");
    }

    @Test
    @Timeout(60)
    void aLogThatIsToldSoOpensItsFileAnew() throws IOException, InterruptedException {
        Path file = directory.resolve("log");
        FileWriter writer = new FileWriter(file);
        CountDownLatch written = new CountDownLatch(1);
        QueuedSink.Writer counted = new QueuedSink.Writer() {
            @Override
            public void write(Severity severity, String line) throws IOException {
                writer.write(severity, line);
                written.countDown();
            }

            @Override
            public void reopen() {
                writer.reopen();
            }
        };
        try (AllLogs logs = new AllLogs(List.of(JsonLog.to(counted, 0)))) {
            logs.publish(new Event.LinesLost(1));
            written.await();
            Files.move(file, directory.resolve("log.1"));
            logs.reopen();
            logs.publish(new Event.LinesLost(2));
        }
        assertThat(Files.readAllLines(file)).singleElement().asString().endsWith("\"lines\":2}");
    }

    @Test
    void onAFullDiskLinesAreLostAndCounted() {
        List<Long> lost = new ArrayList<>();
        try (QueuedSink sink = new QueuedSink(new FileWriter(FULL_DISK), lines -> {
            lost.add(lines);
            return "lost " + lines;
        })) {
            for (int i = 0; i < 3; i++) {
                sink.write(Severity.INFO, "line");
            }
        }
        // Each attempt says how many are missing by then.
        assertThat(lost).containsExactly(1L, 2L);
    }

    /** What a full disk had no more room for must not become the beginning of the next line. */
    @Test
    void aLineOfWhichAPartWasWrittenIsEndedBeforeTheNext() throws IOException {
        SmallDisk disk = new SmallDisk();
        FileWriter writer = new FileWriter(() -> disk);
        disk.room = 6;
        writer.write(Severity.INFO, "one");
        assertThatThrownBy(() -> writer.write(Severity.INFO, "two")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> writer.write(Severity.INFO, "lost")).isInstanceOf(IOException.class);
        disk.room = 100;
        writer.write(Severity.INFO, "three");
        writer.write(Severity.INFO, "four");
        assertThat(disk.written).hasToString("one\ntw\nthree\nfour\n");
    }

    /** Takes what it has room for. */
    private static final class SmallDisk implements WritableByteChannel {
        private final StringBuilder written = new StringBuilder();
        private int room;

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            int count = Math.min(room, bytes.remaining());
            if (count == 0) {
                throw new IOException("No space left on device");
            }
            for (int i = 0; i < count; i++) {
                written.append((char) bytes.get());
            }
            room -= count;
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    @Test
    void aPlaceWhereNothingCanBeWrittenIsToldWithItsReason() throws IOException {
        assertThat(FileWriter.problem(directory.resolve("log"))).isEmpty();
        assertThat(FileWriter.problem(directory.resolve("none/log"))).contains("its directory does not exist");
        assertThat(FileWriter.problem(directory)).contains("Is a directory");
        assertThatThrownBy(() -> new FileWriter(directory).write(Severity.INFO, "line"))
                .isInstanceOf(IOException.class);
    }
}
