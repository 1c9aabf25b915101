package postprox.filter.spamd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.Allowance;
import postprox.filter.Examination;
import postprox.filter.Filter;
import postprox.filter.Origin;
import postprox.filter.Verdict;
import postprox.filter.service.Servers;
import postprox.filter.spamd.Users.PerRecipient;
import postprox.mail.Envelope;
import postprox.spool.SpooledMessage;
import postprox.testkit.Examinations;
import postprox.testkit.HostileTexts;
import postprox.testkit.ScriptedSpamd;
import postprox.testkit.ScriptedSpamd.Request;
import postprox.testkit.TestWatchdog;
import postprox.time.Deadline;
import postprox.time.Ticker;

/** What spamd gets of a message: the bytes of its text, and a user's name that begins no other header. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class SpamdRequestTest {
    private static final String ONE = "j\u00c3\u00b6rg@example.com";

    @TempDir
    private Path directory;

    private final AtomicReference<Request> seen = new AtomicReference<>(new Request("", ""));
    private Examinations examinations;
    private ScriptedSpamd spamd;

    @BeforeEach
    void start() throws IOException {
        examinations = new Examinations(Files.createDirectory(directory.resolve("spool")));
        spamd = ScriptedSpamd.onUnixSocket(directory.resolve("spamd"));
        spamd.behave(conversation -> {
            seen.set(conversation.awaitRequest());
            conversation.say(ScriptedSpamd.reply("False ; 0.1 / 5.0", ""));
        });
    }

    @AfterEach
    void stop() throws IOException {
        spamd.close();
        examinations.close();
    }

    static Stream<String> texts() {
        return Stream.of(
                "",
                "x",
                "Subject: x\n\nno end",
                "Subject: x\n\nbody\n",
                "Subject: \u00e9\u00ff\n\n\u0080\0\r\n\r\u00ff\n",
                "From a@example.org Mon Nov 30 2026\nSubject: x\n\n.\n",
                "x".repeat(16 * 1024),
                "x".repeat(16 * 1024 + 1),
                "Subject: x\n\n" + "lorem ipsum dolor sit amet\n".repeat(400_000));
    }

    /** The scripted spamd reads up to the end of its input, so that without the half close it would not answer. */
    @ParameterizedTest
    @MethodSource("texts")
    void theTextGoesByteForByteAndThenEnds(String text) throws IOException {
        Request request = request(text, new Users("", PerRecipient.NO), List.of(ONE));

        assertThat(request.content()).isEqualTo(text);
        assertThat(request.head()).isEqualTo("SYMBOLS SPAMC/1.5\r\nContent-length: " + text.length() + "\r\n\r\n");
    }

    @Test
    void theUserIsTheAdministratorsOrTheOneRecipient() throws IOException {
        assertThat(user(new Users("", PerRecipient.NO), List.of(ONE))).isEmpty();
        assertThat(user(new Users("filter", PerRecipient.NO), List.of(ONE))).contains("filter");
        assertThat(user(new Users("filter", PerRecipient.ADDRESS), List.of(ONE)))
                .contains(ONE);
        assertThat(user(new Users("filter", PerRecipient.LOCALPART), List.of(ONE)))
                .contains("j\u00c3\u00b6rg");
        assertThat(user(new Users("", PerRecipient.LOCALPART), List.of("postmaster")))
                .contains("postmaster");
        assertThat(user(new Users("", PerRecipient.LOCALPART), List.of("\"a@b\"@example.com")))
                .contains("\"a@b\"");
    }

    @Test
    void ofSeveralRecipientsNoneIsTheUser() throws IOException {
        List<String> several = Collections.nCopies(1000, ONE);

        assertThat(user(new Users("filter", PerRecipient.ADDRESS), several)).contains("filter");
        assertThat(user(new Users("", PerRecipient.LOCALPART), several)).isEmpty();
        assertThat(user(new Users("filter", PerRecipient.LOCALPART), List.of("@example.com")))
                .contains("filter");
    }

    static Stream<String> hostile() {
        return Stream.concat(
                HostileTexts.ofAscii(),
                Stream.of(
                        "a\r\nContent-length: 0\r\n\r\n",
                        "a\nb",
                        "a\0b",
                        "a\u007fb",
                        "\u00e9\u00ff",
                        "x".repeat(10_000)));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void noRecipientBeginsAnotherLineOfTheRequest(String recipient) throws IOException {
        for (PerRecipient mode : PerRecipient.values()) {
            String head = request("Subject: x\n", new Users("", mode), List.of(recipient))
                    .head();

            List<String> lines = List.of(head.split("\r\n", -1));
            assertThat(lines).hasSizeBetween(4, 5).startsWith("SYMBOLS SPAMC/1.5", "Content-length: 11");
            assertThat(lines).allMatch(line -> line.chars().noneMatch(c -> c < ' ' || c == 127));
            assertThat(head.length()).isLessThan(500);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\rb", "a\nb", "a\tb", "a\0b", "a\u007f"})
    void anAdministratorCannotNameSuchAUser(String name) {
        assertThat(Users.isName(name)).isFalse();
        assertThat(Users.isName("J\u00c3\u00b6rg M")).isTrue();
    }

    private Optional<String> user(Users users, List<String> recipients) throws IOException {
        String head = request("Subject: x\n", users, recipients).head();
        int at = head.indexOf("\r\nUser: ");
        return at < 0 ? Optional.empty() : Optional.of(head.substring(at + 8, head.indexOf("\r\n", at + 8)));
    }

    private Request request(String text, Users users, List<String> recipients) throws IOException {
        Filter filter = new SpamdFilter(
                new Servers("spamd", List.of(spamd.place()), _ -> {}, Ticker.SYSTEM),
                TestWatchdog.dialer(),
                users,
                new Judgement(Optional.empty(), Optional.empty(), "spam", Marking.SPAM, ""));
        try (SpooledMessage message = examinations.message(text)) {
            Envelope envelope = new Envelope("s3ss10n", "a@example.org", recipients, "", Map.of());
            Deadline deadline = Deadline.after(Ticker.SYSTEM, Duration.ofSeconds(60));
            assertThat(filter.examine(
                            new Examination(message, envelope, Allowance.until(deadline), new Origin(List.of()))))
                    .isInstanceOf(Verdict.Passing.class);
        }
        return seen.get();
    }
}
