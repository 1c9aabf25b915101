package postprox.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static postprox.journal.LogLines.accepted;
import static postprox.journal.LogLines.failed;
import static postprox.journal.LogLines.line;
import static postprox.journal.LogLines.refused;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The events of one message, or of one session, are found by an id. */
class CourseTest {
    @TempDir
    private Path directory;

    private Path log(String... lines) throws IOException {
        return Files.writeString(directory.resolve("log.json"), String.join("", lines));
    }

    @Test
    void aQueueIdIsThatOfAMessageThatWasTaken() throws IOException {
        String quoting = line(
                2,
                "\"event\":\"message_refused\",\"session\":\"evil\",\"reply_code\":550,"
                        + "\"reply\":\"550 you wrote: queued as Q1\"");
        try (Journal journal = Journal.open(log(accepted(1, "s", "a@x"), quoting), Optional.empty())) {
            assertThat(Course.find(journal, "Q1").map(Course::session)).contains("s");
        }
    }

    @Test
    void theCourseOfAMessageThatPassedUnfilteredHasTheFailureOfItsFilter() throws IOException {
        Path log = log(
                line(0, "\"event\":\"session_started\",\"session\":\"s\""),
                refused(1, "s", "a@x", 550),
                accepted(2, "s", "a@x"),
                failed(2, "s", "passed_unfiltered"),
                accepted(3, "s", "a@x"));

        assertThat(names(log, "Q2")).containsExactly("message_accepted", "filter_failed");
        assertThat(names(log, "Q3")).containsExactly("message_accepted");
        assertThat(names(log, "s")).hasSize(5);
    }

    private static List<String> names(Path log, String id) throws IOException {
        try (Journal journal = Journal.open(log, Optional.empty())) {
            return Course.find(journal, id).orElseThrow().events().stream()
                    .map(LogEvent::name)
                    .toList();
        }
    }
}
