package postprox.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static postprox.journal.LogLines.accepted;
import static postprox.journal.LogLines.refused;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes to a log while it is being followed is told once, wherever it comes. */
class FollowingTest {
    @TempDir
    private Path directory;

    private Path log(String... lines) throws IOException {
        return Files.writeString(directory.resolve("log.json"), String.join("", lines));
    }

    @Test
    void whatComesLaterIsFollowedAlsoAfterARotation() throws IOException {
        Path log = log(accepted(1, "s", "a@x"));
        Following following = Following.of(log);
        Files.writeString(log, accepted(2, "s", "a@x") + "{\"time\"", StandardOpenOption.APPEND);
        assertThat(await(following)).isEqualTo("Q2");
        Files.move(log, directory.resolve("log.json.1"));
        Files.writeString(log, refused(3, "s", "a@x", 550) + accepted(4, "s", "a@x"));

        assertThat(following(following, 2)).containsExactly("", "Q4");
    }

    @Test
    void aLineThatWasBegunBeforeIsToldOnceAndWhole() throws IOException {
        String begun = accepted(2, "s", "a@x");
        Path log = log(accepted(1, "s", "a@x"), begun.substring(0, 50));
        Following following = Following.of(log);
        Files.writeString(log, begun.substring(50) + accepted(3, "s", "a@x"), StandardOpenOption.APPEND);

        try (Journal journal = following.before(Optional.empty())) {
            assertThat(journal.next().map(LogEvent::queueId)).contains("Q1");
            assertThat(journal.next()).isEmpty();
            assertThat(journal.damaged()).isZero();
        }
        assertThat(following(following, 2)).containsExactly("Q2", "Q3");
    }

    @Test
    void whatCameBetweenTheLastLookAndARotationIsFollowed() throws IOException {
        Path log = log(accepted(1, "s", "a@x"));
        Following following = Following.of(log);
        assertThat(following.next()).isEmpty();
        Path rotated = Files.move(log, directory.resolve("log.json.1"));
        Files.writeString(log, accepted(3, "s", "a@x"));
        assertThat(following.next())
                .as("it has seen that there is another file")
                .isEmpty();
        Files.writeString(rotated, accepted(2, "s", "a@x"), StandardOpenOption.APPEND);

        assertThat(following(following, 2)).containsExactly("Q2", "Q3");
    }

    @Test
    void aLogThatWasCutIsFollowedFromItsBeginning() throws IOException {
        Path log = log(accepted(1, "s", "a@x"));
        Following following = Following.of(log);
        Files.writeString(log, "{\"time\":\"2026", StandardOpenOption.APPEND);
        assertThat(following.next()).isEmpty();
        Files.writeString(log, "");
        assertThat(following.next()).isEmpty();
        Files.writeString(log, accepted(2, "s", "a@x"));

        assertThat(await(following)).isEqualTo("Q2");
    }

    @Test
    void aLogThatIsNotThereSinceItsRotationIsFollowedWhenItComes() throws IOException {
        Files.writeString(directory.resolve("log.json.1"), accepted(1, "s", "a@x"));
        Path log = directory.resolve("log.json");
        Following following = Following.of(log);
        try (Journal journal = following.before(Optional.empty())) {
            assertThat(journal.next().map(LogEvent::queueId)).contains("Q1");
        }
        Files.writeString(log, accepted(2, "s", "a@x"));

        assertThat(await(following)).isEqualTo("Q2");
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
}
