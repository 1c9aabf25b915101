package postprox.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postprox.journal.Journal;
import postprox.journal.Stories;

/** The line that {@code postprox log} prints of a message. */
class StoryTextTest {
    @TempDir
    private Path directory;

    private Path log(String fields) throws IOException {
        return Files.writeString(
                directory.resolve("log.json"),
                "{\"time\":\"2026-03-01T14:00:00.000Z\",\"session\":\"s7\",\"sender\":\"a@x.example\","
                        + "\"recipients\":[\"b@example.com\"],\"recipient_count\":1,\"size\":100," + fields + "}\n");
    }

    private String line(String fields) throws IOException {
        try (Journal journal = Journal.open(log(fields), Optional.empty())) {
            return StoryText.of(new Stories(journal).next().orElseThrow(), Instant.parse("2026-03-01T14:00:00Z"));
        }
    }

    private static String accepted(String result) {
        return "\"event\":\"message_accepted\",\"reply\":\"250 2.0.0 Ok: queued as 4ABC\",\"filter_result\":\"" + result
                + "\"";
    }

    @Test
    void aMessageThatAFilterChangedIsCalledChanged() throws IOException {
        assertThat(line(accepted("changed") + ",\"filter_seconds\":0.02"))
                .contains("   changed     a@x.example -> b@example.com   100 B   filter 0.02 s   queued as 4ABC");
        assertThat(line(accepted("passed") + ",\"filter_seconds\":0.02")).contains("   accepted    ");
    }

    @Test
    void aMessageThatNoFilterSawSaysSo() throws IOException {
        assertThat(line(accepted("none")))
                .contains("   accepted    a@x.example -> b@example.com   100 B   no filter   queued as 4ABC");
    }

    @Test
    void aStorySaysWhoRefusedInPlainWords() throws IOException {
        String refused = "\"event\":\"message_refused\",\"reply\":\"451 4.3.0 Error running content filter\",\"by\":";

        assertThat(MessageStory.find(log(refused + "\"postprox\""), "s7").orElseThrow())
                .contains("refused by postprox: 451");
        assertThat(MessageStory.find(log(refused + "\"next_hop\""), "s7").orElseThrow())
                .contains("refused by the next hop: 451");
    }
}
