package postprox.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.rspamd.RspamdFilter;
import postprox.filter.rspamd.RspamdMeaning;
import postprox.filter.service.Servers;
import postprox.filter.spamd.Judgement;
import postprox.filter.spamd.Marking;
import postprox.filter.spamd.SpamdFilter;
import postprox.filter.spamd.Users;
import postprox.mail.HeaderEdit;
import postprox.mail.HeaderField;
import postprox.smtp.StrayCr;
import postprox.spool.SpooledMessage;
import postprox.testkit.Examinations;
import postprox.testkit.ScriptedRspamd;
import postprox.testkit.ScriptedSpamd;
import postprox.testkit.TestWatchdog;
import postprox.time.Ticker;

/** What a filter alone writes into a message is no sender's to write, whether the filter was asked about the message or not. */
class SendersFieldsTest {
    private static final String FORGED =
            "Received: r\nX-Spam: No\nx-spam-flag : NO\nX-Spam-Status: No,\n\tscore=0\nX-Other: x\n";
    private static final String BODY = "\nX-Spam-Flag: body\n";

    @TempDir
    private Path directory;

    private Examinations examinations;
    private ScriptedSpamd spamd;
    private ScriptedRspamd rspamd;

    @BeforeEach
    void start() throws IOException {
        examinations = new Examinations(Files.createDirectory(directory.resolve("spool")));
        spamd = ScriptedSpamd.onPort(0);
        spamd.answer(ScriptedSpamd.reply("True ; 10.0 / 5.0", "SPAM"));
        rspamd = ScriptedRspamd.onTcp();
        rspamd.behave(ScriptedRspamd.answering(ScriptedRspamd.json("add header")));
    }

    @AfterEach
    void stop() throws IOException {
        spamd.close();
        rspamd.close();
        examinations.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"not for the filter", "too large", "the filter has failed"})
    void aMessageThatSpamdHasNotJudgedLosesThem(String why) throws IOException {
        assertThat(passing(guard(spamd(Optional.empty()), settings(why))))
                .isEqualTo("Received: r\nX-Spam: No\nX-Other: x\n" + BODY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"not for the filter", "too large", "the filter has failed"})
    void aMessageThatRspamdHasNotJudgedLosesThem(String why) throws IOException {
        assertThat(passing(guard(rspamd(), settings(why)))).isEqualTo(FORGED.replace("X-Spam: No\n", "") + BODY);
    }

    /** The message passes with the tag in place of the fields that it would have had. */
    @Test
    void aTaggedMessageLosesThem() throws IOException {
        assertThat(passing(guard(spamd(Optional.of(BigDecimal.TEN)), new GuardSettings().tagging())))
                .isEqualTo("X-Postprox-Verdict: reject; filter=spam; reply=554 5.7.1 spam\n"
                        + "Received: r\nX-Spam: No\nX-Other: x\n" + BODY);
    }

    @Test
    void aFilterThatIsOnlyObservedTakesNothingAway() throws IOException {
        assertThat(passing(guard(spamd(Optional.empty()), new GuardSettings().observed(100))))
                .isEqualTo(FORGED + BODY);
    }

    @Test
    void aMessageWithoutSuchFieldsStaysAsItIs() throws IOException {
        try (SpooledMessage message = examinations.message("Received: r\n\nbody\n")) {
            assertThat(new Chain(List.of(guard(spamd(Optional.empty()), settings("not for the filter"))))
                            .examine(examinations.of(message, Examinations.LONG), StrayCr.SPACE))
                    .isInstanceOfSatisfying(
                            Decision.Pass.class,
                            pass -> assertThat(pass.filtered())
                                    .isEqualTo(postprox.event.MessageEvent.MessageAccepted.FilterResult.NONE));
        }
    }

    /** Two filters for different messages write the same fields. The marks of the first are no sender's. */
    @Test
    void theMarksOfAFilterBeforeStay() throws IOException {
        assertThat(passing(
                        guard(spamd(Optional.empty()), new GuardSettings()),
                        guard(spamd(Optional.empty()), settings("not for the filter"))))
                .startsWith("X-Spam-Flag: YES\nX-Spam-Level: **********\nX-Spam-Status: Yes, score=10.0")
                .endsWith("Received: r\nX-Spam: No\nX-Other: x\n" + BODY);
        assertThat(passing(
                        guard(rspamd(), new GuardSettings()),
                        guard(spamd(Optional.empty()), settings("too large")),
                        guard(rspamd(), settings("too large"))))
                .isEqualTo("Received: r\nX-Other: x\nX-Spam: Yes\n" + BODY);
    }

    /** A milter such as spamass-milter, or a worker, writes fields of the same names. */
    @ParameterizedTest
    @ValueSource(strings = {"not for the filter", "too large", "the filter has failed"})
    void theMarksOfAFilterOfAnotherKindStay(String why) throws IOException {
        Filter marks = _ -> new Verdict.Edit(
                List.of(new HeaderEdit.Insert(0, HeaderField.of("X-Spam-Status", "Yes"))),
                Optional.empty(),
                Remarks.NONE);
        assertThat(passing(guard(marks, new GuardSettings()), guard(spamd(Optional.empty()), settings(why))))
                .isEqualTo("X-Spam-Status: Yes\nReceived: r\nX-Spam: No\nX-Other: x\n" + BODY);
    }

    private static GuardSettings settings(String why) {
        return switch (why) {
            case "not for the filter" -> new GuardSettings().senders("other@example.org");
            case "too large" -> new GuardSettings().largest(10, Oversize.SKIP);
            default -> new GuardSettings().passing();
        };
    }

    /** A filter that has failed asks at a port where nobody listens. */
    private Guard guard(Filter filter, GuardSettings settings) throws IOException {
        if (settings.rules().failurePolicy() == FailurePolicy.PASS) {
            spamd.close();
            rspamd.close();
        }
        return new Guard(filter, settings.rules(), GuardBench.slots());
    }

    private Filter spamd(Optional<BigDecimal> rejectScore) {
        return new SpamdFilter(
                new Servers("spam", List.of(spamd.place()), _ -> {}, Ticker.SYSTEM),
                TestWatchdog.dialer(),
                new Users("", Users.PerRecipient.NO),
                new Judgement(rejectScore, Optional.empty(), "spam", Marking.ALL, ""));
    }

    private Filter rspamd() {
        return new RspamdFilter(
                new Servers("spam", List.of(rspamd.place()), _ -> {}, Ticker.SYSTEM),
                TestWatchdog.dialer(),
                new RspamdMeaning("X-Spam"),
                "");
    }

    private String passing(Guard... filters) throws IOException {
        try (SpooledMessage message = examinations.message(FORGED + BODY)) {
            Decision decision =
                    new Chain(List.of(filters)).examine(examinations.of(message, Examinations.LONG), StrayCr.SPACE);
            return decision instanceof Decision.Pass pass ? Examinations.read(pass.text()) : "no pass: " + decision;
        }
    }
}
