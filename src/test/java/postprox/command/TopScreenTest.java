package postprox.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import postprox.json.JsonObject;

/** The screen of top is drawn from one answer, and fits the terminal. */
class TopScreenTest {
    private static JsonObject answer(String now, int accepted) {
        return JsonObject.read("""
                        {"protocol":1,"version":"1.0.0","started":"2026-03-01T10:00:00Z","now":"NOW","next_hop":{"ok":true},
                        "since_start":{"accepted":ACCEPTED},"by_minute":{"accepted":[0,0,4,6],"refused":[0,0,0,2]},
                        "filters":[{"what":"/etc/postprox/filter","running":3,"at_once":40,"median_seconds":0.031,
                          "p99_seconds":0.41,"last_failure":"2026-03-01T14:00:00Z","reason":"exit status 2"}],
                        "mode":"listening","place":"127.0.0.1:10025",
                        "messages":[{"age_seconds":1.9,"step":"filtering","filter":"virus","session":"s1","sender":"a@x.example",
                          "recipient":"i\\u001b[2J@example.com","size":9100000,"client_address":"198.51.100.4"}],
                        "refusals":[{"time":"2026-03-01T14:31:07Z","reply":"550 5.7.1 no","sender":"b@y.example",
                          "recipient":"info@example.com"}],
                        "attention":[{"what":"the filter failed","times":2,"last":"2026-03-01T14:00:00Z",
                          "command":"postprox log --failed"}]}
                        """.replace("NOW", now).replace("ACCEPTED", Integer.toString(accepted)))
                .orElseThrow();
    }

    private static Answers.Answer of(JsonObject status) {
        return new Answers.Answer(Path.of("/run/postprox/control"), "postprox", "", status);
    }

    private static String screen(TopScreen.View view, boolean details) {
        TopScreen screen = new TopScreen(
                of(answer("2026-03-01T14:32:10Z", 124)),
                Optional.of(answer("2026-03-01T14:32:00Z", 100)),
                "process 1 of 2, n next one");
        return String.join("\n", screen.lines(view, details, 150, 40));
    }

    @Test
    void itHasRateMessagesAndRefusals() {
        assertThat(screen(TopScreen.View.MESSAGES, false))
                .contains("2.4 mail/s ▁▁▅█", "filter p50 31 ms  p99 410 ms   running 3/40   waiting 0")
                .contains("1.90s     filtering virus !", "a@x.example", "9.1 MB", "198.51.100.4")
                .contains("LAST REFUSALS", "550 5.7.1 no", "b@y.example -> info@example.com")
                .contains("i^[[2J@example.com")
                .doesNotContain("\u001b");
    }

    @Test
    void itNamesTheProcessAndHowToSeeTheOther() {
        assertThat(screen(TopScreen.View.MESSAGES, false))
                .contains("listening 127.0.0.1:10025, user postprox   process 1 of 2, n next one");
    }

    @Test
    void aReasonWithCharactersBeyondAsciiStaysAsItIs() {
        JsonObject status = JsonObject.read(
                        "{\"now\":\"2026-03-01T14:32:10Z\",\"attention\":[{\"what\":\"x\",\"times\":1,\"reason\":\"zu groß\"}]}")
                .orElseThrow();
        assertThat(new TopScreen(of(status), Optional.empty(), "").lines(TopScreen.View.MESSAGES, true, 150, 40))
                .anySatisfy(line -> assertThat(line).contains("(zu groß)"));
    }

    /** The socket may be that of a program that is no postprox. */
    @Test
    void aClockThatIsNoneIsShownAsLongAgo() {
        JsonObject status = JsonObject.read(
                        "{\"now\":\"+1000000000-12-31T23:59:59Z\",\"started\":\"-999999999-01-01T00:00:00Z\","
                                + "\"refusals\":[{\"time\":\"+1000000000-12-31T23:59:59Z\",\"reply\":\"550 no\"}]}")
                .orElseThrow();
        JsonObject before =
                JsonObject.read("{\"now\":\"-999999999-01-01T00:00:00Z\"}").orElseThrow();

        assertThat(new TopScreen(of(status), Optional.of(before), "").lines(TopScreen.View.MESSAGES, false, 80, 24))
                .anySatisfy(line -> assertThat(line).contains("550 no"));
        assertThat(new StatusScreen(status, "mallory").text()).contains("user mallory");
    }

    @Test
    void keysShowFiltersSendersAndWhatNeedsAttention() {
        assertThat(screen(TopScreen.View.FILTERS, false)).contains("/etc/postprox/filter", "exit status 2");
        assertThat(screen(TopScreen.View.SENDERS, false)).contains("1  a@x.example");
        assertThat(screen(TopScreen.View.MESSAGES, true)).contains("session s1", "postprox log --failed");
    }

    @Test
    void itFitsATerminalOfAnySize() {
        TopScreen screen = new TopScreen(of(answer("2026-03-01T14:32:10Z", 1)), Optional.empty(), "");
        for (int width : List.of(1, 20, 80)) {
            for (int height : List.of(1, 3, 6, 24)) {
                List<String> lines = screen.lines(TopScreen.View.MESSAGES, true, width, height);
                assertThat(lines).hasSizeLessThanOrEqualTo(height);
                assertThat(lines)
                        .allSatisfy(line -> assertThat(line.codePointCount(0, line.length()))
                                .isLessThanOrEqualTo(width));
            }
        }
    }

    /** Any user can make a socket that root asks, and the filter's user owns the log. */
    @Test
    void timesAndNumbersOutOfAnyRangeAreShownAllTheSame() {
        String text = """
                {"started":"-1000000000-01-01T00:00:00Z","now":"+1000000000-12-31T23:59:59Z",
                "next_hop":{"ok":false,"last_connect":"+1000000000-12-31T23:59:59Z","connect_seconds":1e400},
                "last_hour":{"accepted":1e308},"by_minute":{"accepted":[-1e308,1e308,3]},
                "filters":[{"running":-1e300,"last_failure":"-1000000000-01-01T00:00:00Z"}],
                "refusals":[{"time":"+1000000000-12-31T23:59:59Z"}],
                "messages":[{"age_seconds":-1e300,"size":1e400}],
                "attention":[{"times":1e9,"last":"-1000000000-01-01T00:00:00Z"}]}
                """;
        JsonObject answer = JsonObject.read(text).orElseThrow();

        assertThat(new TopScreen(of(answer), Optional.of(answer), "").lines(TopScreen.View.FILTERS, true, 150, 40))
                .isNotEmpty();
        assertThat(new TopScreen(of(answer), Optional.empty(), "").lines(TopScreen.View.MESSAGES, true, 150, 40))
                .isNotEmpty();
        assertThat(new StatusScreen(answer, "").text()).contains("DOES NOT ANSWER");
    }
}
