package postprox.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import postprox.event.FilterNote.Said;
import postprox.event.MessageEvent.MessageAccepted.FilterResult;
import postprox.mail.HeaderEdit;
import postprox.mail.HeaderField;
import postprox.smtp.Reply;
import postprox.smtp.StrayCr;

/** What the administrator has made of refusals holds: a mark, the quarantine, or nothing that is left. */
class OnRejectTest {
    @TempDir
    private Path directory;

    private GuardBench bench;

    @BeforeEach
    void open() throws IOException {
        bench = new GuardBench(directory);
    }

    @AfterEach
    void close() throws IOException {
        bench.close();
    }

    @Test
    void aTaggedMessagePassesWithTheVerdictAndWithoutForgedOnes() throws IOException {
        Chain chain = new Chain(
                List.of(bench.guard(new GuardSettings().tagging()), bench.guard(new GuardSettings().tagging())));

        assertThat(chain.examine(bench.examination(), StrayCr.SPACE))
                .isInstanceOfSatisfying(Decision.Pass.class, pass -> {
                    String tag = "X-Postprox-Verdict: reject; filter=spam; reply=554 5.7.1 spam\n";
                    assertThat(GuardBench.read(pass.text())).isEqualTo(tag + tag + "Subject: x\n\nbody\n");
                    assertThat(pass.filtered()).isEqualTo(FilterResult.CHANGED);
                });
    }

    /** A deferral that becomes a tag is no reason to leave out what else the filter wants. */
    @Test
    void aTaggedMessageHasWhatItsFilterMadeOfIt() throws IOException {
        Verdict.Edit edit = new Verdict.Edit(
                List.of(new HeaderEdit.Insert(0, new HeaderField("X-Seen", " yes"))), Optional.empty(), Remarks.NONE);
        Reply later = Reply.of(450, "4.7.1 later");
        Verdict unsure = new Verdict.Defer(
                later,
                Verdict.Defer.Condition.IF_REJECT,
                new Verdict.Defer(later, Verdict.Defer.Condition.IF_PERMIT, edit));
        Guard tagging = new Guard(_ -> unsure, new GuardSettings().tagging().rules(), GuardBench.slots());

        String tag = "X-Postprox-Verdict: reject; filter=spam; reply=450 4.7.1 later\n";
        assertThat(new Chain(List.of(tagging)).examine(bench.examination(), StrayCr.SPACE))
                .isInstanceOfSatisfying(
                        Decision.Pass.class,
                        pass -> assertThat(GuardBench.read(pass.text()))
                                .isEqualTo(tag + "X-Seen: yes\nSubject: x\n\nbody\n"));
    }

    @Test
    void aTagHasRoomForTheLongestReply() throws IOException {
        Reply longest = Reply.of(554, "5.7.1 " + "x".repeat(5000));
        Guard guard = new Guard(
                _ -> new Verdict.Reject(longest), new GuardSettings().tagging().rules(), GuardBench.slots());
        assertThat(new Chain(List.of(guard)).examine(bench.examination(), StrayCr.SPACE))
                .isInstanceOfSatisfying(
                        Decision.Pass.class,
                        pass -> assertThat(GuardBench.read(pass.text()))
                                .startsWith("X-Postprox-Verdict: reject; filter=spam"));
    }

    @Test
    void whereAFilterTagsACleanMessageLosesAForgedVerdict() throws IOException {
        Guard accepting = new Guard(
                _ -> new Verdict.Accept(), new GuardSettings().tagging().rules(), GuardBench.slots());

        assertThat(new Chain(List.of(accepting)).examine(bench.examination(), StrayCr.SPACE))
                .isInstanceOfSatisfying(
                        Decision.Pass.class,
                        pass -> assertThat(GuardBench.read(pass.text())).isEqualTo("Subject: x\n\nbody\n"));
    }

    @ParameterizedTest
    @CsvSource({
        "QUARANTINE, 550, QUARANTINE",
        "DISCARD, 554, DISCARD",
        "QUARANTINE, 450, REJECT",
        "DISCARD, 421, REJECT"
    })
    void whatIsRefusedForGoodIsKeptAsideOrThrownAwayAndARefusalForNowStaysOne(OnReject setting, int code, Said said)
            throws IOException {
        Reply reply = Reply.of(code, "no");
        Guard guard = new Guard(
                _ -> new Verdict.Reject(reply),
                new GuardSettings().onReject(setting).rules(),
                GuardBench.slots());

        Opinion opinion = guard.examine(bench.examination());
        assertThat(opinion.note().said()).isEqualTo(said);
        assertThat(opinion.note().words()).isEqualTo(reply.oneLine());
        assertThat(opinion.answer())
                .isEqualTo(
                        switch (said) {
                            case QUARANTINE -> new Verdict.Quarantine(reply.oneLine());
                            case DISCARD -> new Verdict.Discard(reply.oneLine());
                            default -> new Verdict.Reject(reply);
                        });
    }

    @Test
    void theFirstThatWantsAMessageKeptOrThrownAwayEndsTheExamination() throws IOException {
        Guard other = bench.guard(new GuardSettings());
        for (Verdict verdict : List.of(new Verdict.Quarantine("odd"), new Verdict.Discard("odd"))) {
            Guard first = new Guard(_ -> verdict, new GuardSettings().rules(), GuardBench.slots());
            Decision decision = new Chain(List.of(first, other)).examine(bench.examination(), StrayCr.SPACE);
            assertThat(decision).isInstanceOfAny(Decision.KeepAside.class, Decision.ThrowAway.class);
            assertThat(decision.proceedings().notes()).hasSize(1);
        }
        assertThat(bench.asked).isEmpty();
    }
}
