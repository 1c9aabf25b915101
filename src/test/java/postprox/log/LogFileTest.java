package postprox.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import postprox.event.ProcessEvent;

/** A log in a file. */
class LogFileTest {
    @TempDir
    private Path directory;

    @Test
    void eachLineHasItsTimeAndItsProcess() throws IOException {
        OffsetDateTime before = OffsetDateTime.now(ZoneId.systemDefault()).minusSeconds(1);
        LogFile.open(file()).write(Severity.INFO, "accept: gr\u00c3\u00bc\u00ff");

        String line = Files.readString(file(), StandardCharsets.ISO_8859_1);
        assertThat(line)
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d[+-]\\d\\d:\\d\\d postprox\\["
                        + ProcessHandle.current().pid() + "\\]: accept: gr\u00c3\u00bc\u00ff\n");
        assertThat(OffsetDateTime.parse(line.substring(0, line.indexOf(' ')))).isAfter(before);
    }

    @Test
    void linesThatHaveTheirTimeGetNoOther() throws IOException {
        try (JsonLog log = JsonLog.to(LogFile.openWithoutTime(file()), 0)) {
            log.publish(new ProcessEvent.LinesLost(7, Optional.empty()));
        }
        assertThat(Files.readString(file())).startsWith("{\"time\":").endsWith("\"lines\":7}\n");
    }

    @Test
    void onAFullDiskLinesAreLostAndCounted() throws IOException {
        List<Long> lost = new ArrayList<>();
        try (QueuedSink sink = new QueuedSink(LogFile.openWithoutTime(Path.of("/dev/full")), loss -> {
            lost.add(loss.lines());
            return "lost";
        })) {
            for (int i = 0; i < 3; i++) {
                sink.write(Severity.INFO, () -> "line");
            }
        }
        // Each line first says how many are missing by then, which cannot be written either.
        assertThat(lost).containsExactly(1L, 2L);
    }

    @Test
    void linesOfSeveralProcessesFollowEachOther() throws IOException {
        Files.writeString(file(), "before\n");
        LogFile one = LogFile.open(file());
        LogFile other = LogFile.open(file());
        one.write(Severity.INFO, "1");
        other.write(Severity.INFO, "2");
        one.write(Severity.INFO, "3");

        assertThat(ends(file())).containsExactly("before", "1", "2", "3");
    }

    /** As a process does that writes on a full disk, or is killed there. */
    @Test
    void lineOfWhichAnotherProcessWroteTheBeginningAloneIsNotGoneOnWith() throws IOException {
        Files.writeString(file(), "whole\nhal");
        LogFile log = LogFile.open(file());
        log.write(Severity.INFO, "1");
        log.write(Severity.INFO, "2");

        assertThat(ends(file())).containsExactly("whole", "hal", "1", "2");
    }

    @Test
    void norIsOneWrittenWhileThisProcessCouldNotWrite() throws IOException {
        Path place = Files.createDirectory(directory.resolve("place"));
        Path elsewhere = directory.resolve("elsewhere");
        LogFile log = LogFile.open(place.resolve("log"));
        log.write(Severity.INFO, "1");
        Files.move(place, elsewhere);
        assertThatThrownBy(() -> log.write(Severity.INFO, "lost")).isInstanceOf(IOException.class);
        Files.writeString(elsewhere.resolve("log"), "hal", StandardOpenOption.APPEND);
        Files.move(elsewhere, place);
        log.write(Severity.INFO, "2");

        assertThat(ends(place.resolve("log"))).containsExactly("1", "hal", "2");
    }

    @Test
    void othersMayNotReadIt() throws IOException {
        LogFile.open(file()).write(Severity.INFO, "x");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .startsWith("rw-")
                .endsWith("---");
    }

    @Test
    void fileThatWasRenamedOrRemovedIsMadeAnewWithTheNextLine() throws IOException {
        LogFile log = LogFile.open(file());
        log.write(Severity.INFO, "1");
        Path old = Files.move(file(), directory.resolve("log.1"));
        log.write(Severity.INFO, "2");
        assertThat(ends(old)).containsExactly("1");
        assertThat(ends(file())).containsExactly("2");

        Files.delete(file());
        log.write(Severity.INFO, "3");
        assertThat(ends(file())).containsExactly("3");
    }

    @Test
    void linesThatCannotBeWrittenAreCountedAsLost() throws IOException, InterruptedException {
        Path place = Files.createDirectory(directory.resolve("place"));
        LogFile log = LogFile.open(place.resolve("log"));
        CountDownLatch isTried = new CountDownLatch(1);
        try (QueuedSink sink = new QueuedSink(
                (severity, line) -> {
                    try {
                        log.write(severity, line);
                    } finally {
                        isTried.countDown();
                    }
                },
                loss -> loss.lines() + " lost: " + loss.reason().orElse("too slow"))) {
            Files.move(place, directory.resolve("elsewhere"));
            sink.write(Severity.INFO, () -> "1");
            isTried.await();
            Files.createDirectory(place);
            sink.write(Severity.INFO, () -> "2");
        }

        assertThat(ends(place.resolve("log")))
                .containsExactly(
                        "1 lost: cannot write the log " + place.resolve("log") + ": no such file or directory", "2");
    }

    @Test
    void aStartSaysWhyThereCanBeNoLog() {
        Path nowhere = directory.resolve("no/log");
        assertThatThrownBy(() -> LogFile.open(nowhere))
                .hasMessage("cannot write the log " + nowhere + ": its directory is not there");
        assertThatThrownBy(() -> LogFile.open(directory))
                .hasMessageMatching("cannot write the log " + directory + ": .*Is a directory");
    }

    /** Opening it would wait for a reader. */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aPipeThatNoProgramReadsIsNoLog() throws Exception {
        Path pipe = pipe();
        assertThatThrownBy(() -> LogFile.open(pipe))
                .hasMessage("cannot write the log " + pipe
                        + ": it is a pipe that no program reads; start its reader first, or name a file");
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aPipeIsALogAsLongAsAProgramReadsIt() throws Exception {
        LogFile log;
        // A fifo that is opened for both directions needs no other program.
        try (FileChannel reader = FileChannel.open(pipe(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            log = LogFile.openWithoutTime(file());
            log.write(Severity.INFO, "1");
            ByteBuffer line = ByteBuffer.allocate(100);
            assertThat(reader.read(line)).isEqualTo(2);
        }
        assertThatThrownBy(() -> log.write(Severity.INFO, "lost")).isInstanceOf(IOException.class);
    }

    private Path pipe() throws Exception {
        Process made =
                new ProcessBuilder("mkfifo", file().toString()).inheritIO().start();
        assertThat(made.waitFor()).isZero();
        return file();
    }

    private Path file() {
        return directory.resolve("log");
    }

    /** What stands behind time and process. */
    private static List<String> ends(Path file) throws IOException {
        return Files.readAllLines(file, StandardCharsets.ISO_8859_1).stream()
                .map(line -> line.replaceFirst("^\\S+ postprox\\[\\d+]: ", ""))
                .toList();
    }
}
