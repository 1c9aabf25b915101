package postprox.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static postprox.journal.LogLines.START;
import static postprox.journal.LogLines.accepted;
import static postprox.journal.LogLines.failed;
import static postprox.journal.LogLines.refused;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The log in JSON, read back. */
class JournalTest {
    @TempDir
    private Path directory;

    private Path log(String... lines) throws IOException {
        return Files.writeString(directory.resolve("log.json"), String.join("", lines));
    }

    private static List<Instant> times(Path log, Optional<Instant> since) throws IOException {
        List<Instant> times = new ArrayList<>();
        try (Journal journal = Journal.open(log, since)) {
            for (Optional<LogEvent> event = journal.next(); event.isPresent(); event = journal.next()) {
                times.add(event.get().time());
            }
        }
        return times;
    }

    private static List<Story> stories(Path log) throws IOException {
        List<Story> all = new ArrayList<>();
        try (Journal journal = Journal.open(log, Optional.empty())) {
            Stories stories = new Stories(journal);
            for (Optional<Story> story = stories.next(); story.isPresent(); story = stories.next()) {
                all.add(story.get());
            }
        }
        return all;
    }

    @Test
    void theLatestEventComesFirst() throws IOException {
        Path log = log(accepted(1, "s", "a@x"), accepted(2, "s", "a@x"), accepted(3, "s", "a@x"));

        assertThat(times(log, Optional.empty()))
                .containsExactly(START.plusSeconds(3), START.plusSeconds(2), START.plusSeconds(1));
        assertThat(times(log, Optional.of(START.plusSeconds(2))))
                .containsExactly(START.plusSeconds(3), START.plusSeconds(2));
    }

    /** Lines of many lengths, so that the ends of blocks fall everywhere. */
    @Test
    void noLineIsLostWhereABlockEnds() throws IOException {
        StringBuilder text = new StringBuilder();
        int count = 3000;
        for (int i = 0; i < count; i++) {
            text.append(accepted(i, "s", "a".repeat(i % 211) + "@x"));
        }
        Path log = log(text.toString());

        List<Instant> times = times(log, Optional.empty());
        assertThat(times).hasSize(count).isSortedAccordingTo((one, other) -> other.compareTo(one));
    }

    @Test
    void damagedLinesAreCountedAndLeftOut() throws IOException {
        Path log = log(
                "\u0000\u0000\n",
                accepted(1, "s", "a@x"),
                "{\"time\":\"2026-",
                "\n\n",
                "{}\n",
                "x".repeat(200_000) + "\n",
                accepted(2, "s", "a@x"),
                "{\"time\":\"2026-03-01T14:00:0");
        try (Journal journal = Journal.open(log, Optional.empty())) {
            List<String> names = new ArrayList<>();
            for (Optional<LogEvent> event = journal.next(); event.isPresent(); event = journal.next()) {
                names.add(event.get().queueId());
            }
            assertThat(names).containsExactly("Q2", "Q1");
            assertThat(journal.damaged()).isEqualTo(5);
        }
    }

    @Test
    void rotatedFilesFollowAlsoPackedOnesAndNothingIsLeftBehind() throws IOException {
        Path log = log(accepted(9, "s", "a@x"));
        Files.writeString(directory.resolve("log.json.1"), accepted(5, "s", "a@x") + accepted(6, "s", "a@x"));
        try (OutputStream packed = new GZIPOutputStream(Files.newOutputStream(directory.resolve("log.json.2.gz")))) {
            packed.write((accepted(1, "s", "a@x") + accepted(2, "s", "a@x")).getBytes(StandardCharsets.UTF_8));
        }

        assertThat(times(log, Optional.empty()))
                .containsExactly(
                        START.plusSeconds(9),
                        START.plusSeconds(6),
                        START.plusSeconds(5),
                        START.plusSeconds(2),
                        START.plusSeconds(1));
        Files.delete(log);
        assertThat(times(log, Optional.empty())).hasSize(4);
        Files.delete(directory.resolve("log.json.1"));
        Files.delete(directory.resolve("log.json.2.gz"));
        assertThatThrownBy(() -> times(log, Optional.empty())).isInstanceOf(NoSuchFileException.class);
    }

    /** With dateext in the configuration of logrotate(8). */
    @Test
    void filesThatAreNamedByTheirDateFollowTheLatestFirst() throws IOException {
        Path log = log(accepted(9, "s", "a@x"));
        Files.writeString(directory.resolve("log.json-20260302"), accepted(6, "s", "a@x"));
        Files.writeString(directory.resolve("log.json-notes"), accepted(7, "s", "a@x"));
        try (OutputStream packed =
                new GZIPOutputStream(Files.newOutputStream(directory.resolve("log.json-20260301.gz")))) {
            packed.write(accepted(1, "s", "a@x").getBytes(StandardCharsets.UTF_8));
        }

        assertThat(times(log, Optional.empty()))
                .containsExactly(START.plusSeconds(9), START.plusSeconds(6), START.plusSeconds(1));
        Files.delete(log);
        assertThat(times(log, Optional.empty())).hasSize(2);
    }

    /** A later set-up sends the same message again; nobody's message was put off for it. */
    @Test
    void theTestMessageOfALaterSetUpIsNotTheFormerOneAgain() throws IOException {
        List<Story> stories = stories(log(
                refused(2, "two", "postprox-test@mail.example.org", 451),
                accepted(9, "three", "postprox-test@mail.example.org")));

        assertThat(stories).extracting(Story::again).containsOnly(Optional.empty());
    }

    @Test
    void aMessageThatWasPutOffHasTheFailureOfItsFilterAndItsLaterAcceptance() throws IOException {
        List<Story> stories = stories(log(
                refused(1, "one", "a@x", 550),
                failed(2, "two", "refused_for_now"),
                accepted(2, "between", "c@x"),
                refused(2, "two", "b@x", 451),
                accepted(9, "three", "b@x")));

        assertThat(stories)
                .extracting(Story::fate)
                .containsExactly(Fate.ACCEPTED, Fate.DEFERRED, Fate.ACCEPTED, Fate.REFUSED);
        Story deferred = stories.get(1);
        assertThat(deferred.failure()).isPresent();
        assertThat(deferred.again().map(Later::queueId)).contains("Q9");
        assertThat(stories).filteredOn(story -> story.failure().isPresent()).containsExactly(deferred);
    }

    @Test
    void aMessageThatPassedUnfilteredHasTheFailureThatStandsBehindIt() throws IOException {
        List<Story> stories = stories(
                log(accepted(1, "one", "a@x"), failed(1, "one", "passed_unfiltered"), accepted(2, "one", "a@x")));

        assertThat(stories).extracting(story -> story.failure().isPresent()).containsExactly(false, true);
    }

    /** Who may write to the directory of the log may put it there; a reader would wait for a writer. */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aPipeInThePlaceOfALogIsRefused() throws IOException, InterruptedException {
        Path log = directory.resolve("log.json");
        makePipe(log);

        assertThatThrownBy(() -> Journal.open(log, Optional.empty()))
                .hasMessage("cannot read the log " + log + ": it is no ordinary file");
        assertThatThrownBy(() -> Following.of(log)).hasMessage("it is no ordinary file");

        Files.delete(log);
        Path _ = log(accepted(1, "s", "a@x"));
        makePipe(directory.resolve("log.json.1"));
        assertThatThrownBy(() -> times(log, Optional.empty()))
                .hasMessage("cannot read the log " + log + ".1: it is no ordinary file");
    }

    private static void makePipe(Path path) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor())
                .isZero();
    }

    @Test
    void ofAPackedFileNothingIsLeftHoweverTheReaderEnds() throws IOException {
        Path log = log(accepted(9, "s", "a@x"));
        try (OutputStream packed = new GZIPOutputStream(Files.newOutputStream(directory.resolve("log.json.1.gz")))) {
            packed.write((accepted(1, "s", "a@x") + accepted(2, "s", "a@x")).getBytes(StandardCharsets.UTF_8));
        }
        Set<Path> before = unpacked();
        try (Journal journal = Journal.open(log, Optional.empty())) {
            assertThat(journal.next().map(LogEvent::queueId)).contains("Q9");
            assertThat(journal.next().map(LogEvent::queueId)).contains("Q2");
            assertThat(unpacked()).as("while the file is being read").isEqualTo(before);
        }
    }

    private static Set<Path> unpacked() throws IOException {
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(Path.of(System.getProperty("java.io.tmpdir")), "postprox-log*")) {
            Set<Path> all = new HashSet<>();
            files.forEach(all::add);
            return all;
        }
    }

    @Test
    void aPackedFileThatIsDamagedIsNamed() throws IOException {
        Path log = log(accepted(9, "s", "a@x"));
        Files.writeString(directory.resolve("log.json.1.gz"), "no gzip");
        try (Journal journal = Journal.open(log, Optional.empty())) {
            assertThat(journal.next()).isPresent();
            assertThatThrownBy(journal::next)
                    .hasMessageContaining("cannot read the log " + directory.resolve("log.json.1.gz") + ": ");
        }
    }

    @Test
    void aRotationWhileTheLogIsReadTellsNoEventTwice() throws IOException {
        Path log = log(accepted(1, "s", "a@x"), accepted(2, "s", "a@x"));
        Files.writeString(directory.resolve("log.json.1"), accepted(0, "s", "a@x"));
        List<String> ids = new ArrayList<>();
        try (Journal journal = Journal.open(log, Optional.empty())) {
            ids.add(journal.next().orElseThrow().queueId());
            Files.move(directory.resolve("log.json.1"), directory.resolve("log.json.2"));
            Files.move(log, directory.resolve("log.json.1"));
            for (Optional<LogEvent> event = journal.next(); event.isPresent(); event = journal.next()) {
                ids.add(event.get().queueId());
            }
        }
        assertThat(ids).containsExactly("Q2", "Q1", "Q0");
    }

    @Test
    void aTimeThatNoCalendarHasIsNoEvent() throws IOException {
        Path log = log(
                accepted(1, "s", "a@x"), "{\"time\":\"+1000000000-12-31T23:59:59Z\",\"event\":\"message_accepted\"}\n");

        assertThat(times(log, Optional.empty())).containsExactly(START.plusSeconds(1));
    }
}
