package postprox.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose words a reply has that the page of explanations does not know. */
class AuthorTest {
    private static final String LOTTERY = "550 5.7.1 We do not play the lottery";

    @TempDir
    private Path directory;

    private Path log(String... lines) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            text.append(
                            "{\"time\":\"2026-03-01T14:00:00.000Z\",\"event\":\"message_refused\",\"sender\":\"a@x.example\","
                                    + "\"recipients\":[\"b@example.com\"],\"recipient_count\":1,\"size\":100,")
                    .append(line)
                    .append("}\n");
        }
        return Files.writeString(directory.resolve("log.json"), text);
    }

    private static String refused(String session, String more) {
        return "\"session\":\"" + session + "\",\"reply\":\"" + LOTTERY + "\"," + more;
    }

    @Test
    void wordsOfAFilterAreItsOwnAndTheLatestMessageIsNamed() throws IOException {
        Path log = log(
                refused("old", "\"by\":\"filter\""),
                refused(
                        "new",
                        "\"by\":\"filter\",\"filters\":[{\"name\":\"virus\",\"answer\":\"pass\"},{\"name\":\"spam\",\"answer\":\"reject\"}]"));

        for (String line : new String[] {
            LOTTERY,
            "We do not play the lottery",
            "14:02:55   refused     a@x.example -> b@example.com   2.3 KB   filter 0.03 s   " + LOTTERY,
            "host mail.example.org said: " + LOTTERY + " (in reply to end of DATA command)"
        }) {
            assertThat(Author.of(line, Optional.of(log)))
                    .as(line)
                    .hasValueSatisfying(words -> assertThat(words)
                            .contains(LOTTERY, "filter spam", "2026-03-01", "a@x.example -> b@example.com")
                            .contains("postprox explain new")
                            .doesNotContain("explain old"));
        }
        assertThat(Author.of("Lorem ipsum dolor", Optional.of(log))).isEmpty();
        assertThat(Author.of("550", Optional.of(log))).isEmpty();
    }

    @Test
    void wordsOfTheNextHopAndOfTheManualsFilterAreTheirs() throws IOException {
        assertThat(Author.of(LOTTERY, Optional.of(log(refused("s", "\"by\":\"filter\"")))))
                .hasValueSatisfying(words -> assertThat(words).contains("the filter refused"));
        assertThat(Author.of(LOTTERY, Optional.of(log(refused("s", "\"by\":\"next_hop\"")))))
                .hasValueSatisfying(words -> assertThat(words).contains("the next hop refused"));
    }

    @Test
    void aReplyThatIsInNoLogIsSaidToBeAnothers() throws IOException {
        assertThat(Author.ofOther(LOTTERY))
                .hasValueSatisfying(
                        words -> assertThat(words).contains("not postprox's", "postprox log --refused", "filter"));
        assertThat(Author.ofOther("Lorem ipsum dolor")).isEmpty();
    }
}
