package postprox.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import postprox.world.Tools;

/** The log in JSON, read back. */
class JournalTest {
    private static final Instant START = Instant.parse("2026-03-01T14:00:00Z");

    @TempDir
    private Path directory;

    private static String line(int second, String rest) {
        return "{\"time\":\"" + START.plusSeconds(second) + "\"," + rest + "}\n";
    }

    private static String accepted(int second, String session, String sender) {
        return line(
                second,
                "\"event\":\"message_accepted\",\"session\":\"" + session + "\",\"reply_code\":250,"
                        + "\"reply\":\"250 2.0.0 Ok: queued as Q" + second + "\",\"sender\":\"" + sender
                        + "\",\"recipients\":[\"b@example.com\"],\"recipient_count\":1,\"size\":100");
    }

    private static String refused(int second, String session, String sender, int code) {
        return line(
                second,
                "\"event\":\"message_refused\",\"session\":\"" + session + "\",\"reply_code\":" + code
                        + ",\"reply\":\"" + code + " no\",\"sender\":\"" + sender
                        + "\",\"recipients\":[\"b@example.com\"],\"recipient_count\":1,\"size\":100");
    }

    private static String failed(int second, String session, String disposition) {
        return line(
                second,
                "\"event\":\"filter_failed\",\"session\":\"" + session
                        + "\",\"reason\":\"exit status 2\",\"disposition\":\"" + disposition + "\"");
    }

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
        Assertions.assertThatThrownBy(() -> times(log, Optional.empty())).isInstanceOf(NoSuchFileException.class);
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
        assertThat(deferred.again().map(LogEvent::queueId)).contains("Q9");
        assertThat(stories).filteredOn(story -> story.failure().isPresent()).containsExactly(deferred);
    }

    @Test
    void aMessageThatPassedUnfilteredHasTheFailureThatStandsBehindIt() throws IOException {
        List<Story> stories = stories(
                log(accepted(1, "one", "a@x"), failed(1, "one", "passed_unfiltered"), accepted(2, "one", "a@x")));

        assertThat(stories).extracting(story -> story.failure().isPresent()).containsExactly(false, true);
    }

    @Test
    void whatComesLaterIsFollowedAlsoAfterARotation() throws IOException {
        Path log = log(accepted(1, "s", "a@x"));
        Following following = Following.of(log);
        Files.writeString(log, accepted(2, "s", "a@x") + "{\"time\"", java.nio.file.StandardOpenOption.APPEND);
        assertThat(await(following)).isEqualTo("Q2");
        Files.move(log, directory.resolve("log.json.1"));
        Files.writeString(log, refused(3, "s", "a@x", 550) + accepted(4, "s", "a@x"));

        assertThat(following(following, 2)).containsExactly("", "Q4");
    }

    private static String await(Following following) throws IOException {
        return following(following, 1).getFirst();
    }

    private static List<String> following(Following following, int count) throws IOException {
        List<String> ids = new ArrayList<>();
        while (ids.size() < count) {
            following.next().forEach(story -> ids.add(story.event().queueId()));
        }
        return ids;
    }

    /** The directory belongs to the filter's user, and root reads. */
    @Test
    @Timeout(value = 60, threadMode = SEPARATE_THREAD)
    void aFifoInThePlaceOfTheLogKeepsNobodyWaiting() {
        Path log = directory.resolve("log.json");
        Tools.run("mkfifo", log.toString());

        Assertions.assertThatThrownBy(() -> Journal.open(log, Optional.empty()))
                .hasMessageContaining("not a regular file");
        Assertions.assertThatThrownBy(() -> Following.of(log)).hasMessageContaining("not a regular file");
    }
}
