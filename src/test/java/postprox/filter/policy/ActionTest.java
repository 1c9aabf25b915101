package postprox.filter.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.Answer;
import postprox.filter.NoVerdict;
import postprox.filter.Remarks;
import postprox.filter.Verdict;
import postprox.filter.Verdict.Defer.Condition;
import postprox.mail.HeaderEdit.Insert;
import postprox.mail.HeaderField;
import postprox.smtp.Reply;

/** What Postfix's access(5) calls an action means the same here, as far as a message after its content is concerned. */
class ActionTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "DUNNO",
                "dunno",
                "Dunno",
                "OK",
                "RELAY",
                "PERMIT",
                "permit_mynetworks",
                "12345",
                "2",
                "DUNNO why",
                "INFO"
            })
    void permissionIsNoOpinionHere(String action) {
        assertThat(answer(action)).isEqualTo(new Verdict.Accept());
    }

    @Test
    void whatIsToldIsInTheLog() {
        assertThat(answer("INFO greylisted before"))
                .isEqualTo(new Verdict.Accept(new Remarks("greylisted before", Optional.empty())));
        assertThat(answer("WARN odd\u0007"))
                .isEqualTo(new Verdict.Accept(new Remarks("odd?", Optional.of("a filter warns: odd?"))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "REJECT | 554 5.7.1 Message refused",
                "REJECT Not here | 554 5.7.1 Not here",
                "reject 5.7.23 SPF says no | 554 5.7.23 SPF says no",
                "REJECT 4.7.1 two minds | 554 5.7.1 two minds",
                "DEFER | 450 4.7.1 Message refused",
                "DEFER come again | 450 4.7.1 come again",
                "550 no | 550 5.7.1 no",
                "550 5.7.2 no | 550 5.7.2 no",
                "421 4.3.2 later | 421 4.3.2 later",
                "451 busy | 451 4.7.1 busy",
            })
    void aRefusalIsItsReply(String action, String reply) {
        assertThat(answer(action))
                .isInstanceOfSatisfying(
                        Verdict.Reject.class,
                        refusal -> assertThat(refusal.reply().oneLine()).isEqualTo(reply));
    }

    @Test
    void someRefusalsAreConditional() {
        assertThat(answer("DEFER_IF_PERMIT Greylisted"))
                .isEqualTo(new Verdict.Defer(Reply.of(450, "4.7.1 Greylisted"), Condition.IF_PERMIT));
        assertThat(answer("defer_if_reject not sure"))
                .isEqualTo(new Verdict.Defer(Reply.of(450, "4.7.1 not sure"), Condition.IF_REJECT));
    }

    @Test
    void aFieldGoesToTheTop() {
        assertThat(answer("PREPEND Received-SPF: pass (x)"))
                .isEqualTo(new Verdict.Edit(
                        List.of(new Insert(0, new HeaderField("Received-SPF", " pass (x)"))),
                        Optional.empty(),
                        Remarks.NONE));
    }

    @Test
    void quarantineAndLossAreVerdicts() {
        assertThat(answer("HOLD look at it")).isEqualTo(new Verdict.Quarantine("look at it"));
        assertThat(answer("QUARANTINE")).isEqualTo(new Verdict.Quarantine(""));
        assertThat(answer("DISCARD spam")).isEqualTo(new Verdict.Discard("spam"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "REDIRECT a@example.org",
                "BCC a@example.org",
                "FILTER smtp:[127.0.0.1]:1",
                "HANGUP",
                "",
                "REFUSE",
                "reject_unknown",
                "550",
                "450",
                "550-no",
                "250 ok",
                "PREPEND",
                "PREPEND no colon",
                "PREPEND : x",
                "PREPEND a b: c",
                "PREPEND X: a\u0001",
            })
    void whatCannotBeDoneIsAFailureThatNamesIt(String action) {
        String word = action.contains(" ") ? action.substring(0, action.indexOf(' ')) : action;
        assertThat(answer(action))
                .isInstanceOfSatisfying(
                        NoVerdict.Failed.class,
                        failure -> assertThat(failure.reason()).contains(word));
    }

    @Test
    void ofAnswersAboutRecipientsTheFirstRefusalCounts() {
        assertThat(answer("DUNNO", "PREPEND X: a", "550 no", "REJECT later"))
                .isEqualTo(new Verdict.Reject(Reply.of(550, "5.7.1 no")));
        assertThat(answer("PREPEND X: a", "PREPEND X: a", "PREPEND Y: b"))
                .isEqualTo(new Verdict.Edit(
                        List.of(new Insert(0, new HeaderField("X", " a")), new Insert(1, new HeaderField("Y", " b"))),
                        Optional.empty(),
                        Remarks.NONE));
    }

    /** access(5): the actions have nothing to do with each other, in whatever order they come. */
    @Test
    void aDeferralIsBesideWhateverElseIsAskedFor() {
        Verdict.Edit edit =
                new Verdict.Edit(List.of(new Insert(0, new HeaderField("X", " a"))), Optional.empty(), Remarks.NONE);
        assertThat(answer("DEFER_IF_PERMIT wait", "PREPEND X: a", "DUNNO"))
                .isEqualTo(new Verdict.Defer(Reply.of(450, "4.7.1 wait"), Condition.IF_PERMIT, edit));
        assertThat(answer("PREPEND X: a", "DEFER_IF_REJECT if no", "DEFER_IF_PERMIT if yes"))
                .isEqualTo(new Verdict.Defer(
                        Reply.of(450, "4.7.1 if yes"),
                        Condition.IF_PERMIT,
                        new Verdict.Defer(Reply.of(450, "4.7.1 if no"), Condition.IF_REJECT, edit)));
    }

    /** A deferral is a condition. It may lead to nothing, and then what the worker wrote passes in place of the old form. */
    @ParameterizedTest
    @ValueSource(strings = {"DUNNO", "PREPEND X: a", "DEFER_IF_REJECT wait", "DEFER_IF_PERMIT wait"})
    void whatAWorkerWroteCountsUnlessTheMessageIsNotToPass(String also) {
        assertThat(ruling("REPLACE", also).replaces()).isTrue();
        assertThat(ruling(also, "EDIT").editsHeader()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"REJECT", "DISCARD", "QUARANTINE"})
    void whatAWorkerWroteDoesNotCountIfTheMessageIsNotToPass(String also) {
        assertThat(ruling("REPLACE", also).replaces()).isFalse();
        assertThat(ruling("EDIT", also).editsHeader()).isFalse();
    }

    private static Answer answer(String... actions) {
        return ruling(actions).answer();
    }

    private static Ruling ruling(String... actions) {
        Ruling ruling = new Ruling();
        for (String action : actions) {
            if (!ruling.take(Action.parse(action))) {
                break;
            }
        }
        return ruling;
    }
}
