package postprox.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postprox.filter.policy.Action;
import postprox.filter.policy.Ruling;
import postprox.smtp.Reply;

/** A filter may put a message off on condition of what the filters behind it say. */
class ChainDeferralTest {
    private static final Reply LATER = Reply.of(450, "4.7.1 later");
    private static final Reply NEVER = Reply.of(550, "5.7.1 never");

    @TempDir
    private Path directory;

    private ChainLab lab;

    @BeforeEach
    void open() throws IOException {
        lab = new ChainLab(directory);
    }

    @AfterEach
    void nothingIsLeftBehind() throws IOException {
        lab.close();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aMessageThatIsDeferredIfPermittedIsPutOffUnlessALaterFilterRefusesIt() throws IOException {
        Filter greylist = lab.saying(new Verdict.Defer(LATER, Verdict.Defer.Condition.IF_PERMIT));
        assertThat(lab.decide(FailurePolicy.PASS, greylist, lab.replacing("changed\n")))
                .isInstanceOfSatisfying(
                        Decision.Refuse.class,
                        refusal -> assertThat(refusal.reply()).isEqualTo(LATER));
        assertThat(lab.decide(FailurePolicy.PASS, greylist, lab.saying(new Verdict.Reject(NEVER))))
                .isInstanceOfSatisfying(
                        Decision.Refuse.class,
                        refusal -> assertThat(refusal.reply()).isEqualTo(NEVER));
    }

    @Test
    void aMessageThatIsDeferredIfRejectedPassesOrIsPutOff() throws IOException {
        Filter unsure = lab.saying(new Verdict.Defer(LATER, Verdict.Defer.Condition.IF_REJECT));
        assertThat(lab.passed(unsure, lab.accepting())).isEqualTo("PASSED, LF: original\n");
        assertThat(lab.decide(FailurePolicy.PASS, unsure, lab.saying(new Verdict.Reject(NEVER))))
                .isInstanceOfSatisfying(
                        Decision.Refuse.class,
                        refusal -> assertThat(refusal.reply()).isEqualTo(LATER));
        Reply busy = Reply.of(451, "4.3.0 busy");
        assertThat(lab.decide(FailurePolicy.PASS, unsure, lab.saying(new Verdict.Reject(busy))))
                .isInstanceOfSatisfying(
                        Decision.Refuse.class,
                        refusal -> assertThat(refusal.reply()).isEqualTo(busy));
    }

    /** As in Postfix, where neither action has anything to do with the other. */
    @Test
    void aMessageThatIsDeferredIfRejectedMayBeChangedBesides() throws IOException {
        Filter unsure = ruling("PREPEND X: a", "DEFER_IF_REJECT wait");
        assertThat(lab.passed(unsure, lab.accepting())).isEqualTo("CHANGED, LF: X: a\n\noriginal\n");
        assertThat(lab.decide(FailurePolicy.PASS, unsure, lab.saying(new Verdict.Reject(NEVER))))
                .isInstanceOfSatisfying(
                        Decision.Refuse.class,
                        refusal -> assertThat(refusal.reply().oneLine()).isEqualTo("450 4.7.1 wait"));
    }

    @Test
    void aMessageMayBeDeferredOnBothConditions() throws IOException {
        Filter unsure = ruling("DEFER_IF_REJECT if no", "DEFER_IF_PERMIT if yes", "DEFER_IF_PERMIT too late");
        assertThat(lab.decide(FailurePolicy.PASS, unsure, lab.accepting()))
                .isInstanceOfSatisfying(
                        Decision.Refuse.class,
                        refusal -> assertThat(refusal.reply().oneLine()).isEqualTo("450 4.7.1 if yes"));
        assertThat(lab.decide(FailurePolicy.PASS, unsure, lab.saying(new Verdict.Reject(NEVER))))
                .isInstanceOfSatisfying(
                        Decision.Refuse.class,
                        refusal -> assertThat(refusal.reply().oneLine()).isEqualTo("450 4.7.1 if no"));
    }

    @Test
    void whatAFilterSaysBesideADeferralIsInTheLog() throws IOException {
        assertThat(lab.decide(FailurePolicy.PASS, ruling("WARN odd", "DEFER_IF_REJECT wait"))
                        .proceedings()
                        .remarks())
                .contains(new Remarks("odd", Optional.of("a filter warns: odd")));
    }

    private Filter ruling(String... actions) {
        Ruling ruling = new Ruling();
        for (String action : actions) {
            boolean _ = ruling.take(Action.parse(action));
        }
        return lab.saying(ruling.answer());
    }
}
