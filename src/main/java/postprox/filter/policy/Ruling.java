package postprox.filter.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postprox.filter.Answer;
import postprox.filter.NoVerdict;
import postprox.filter.Remarks;
import postprox.filter.Verdict;
import postprox.filter.Verdict.Defer.Condition;
import postprox.mail.HeaderEdit;
import postprox.mail.HeaderField;
import postprox.smtp.Reply;

/**
 * The answer about a message, from the actions that a service asked for: one, or one a recipient. The first refusal counts, and
 * what a service cannot have. Not thread-safe.
 */
public final class Ruling {
    private static final String FAILED_BESIDES = "a filter asks for a refusal for now, and has failed besides: ";

    private Optional<Answer> end = Optional.empty();
    private Optional<Reply> ifPermitted = Optional.empty();
    private Optional<Reply> ifRejected = Optional.empty();
    private final List<HeaderField> prepended = new ArrayList<>();
    private Remarks remarks = Remarks.NONE;
    private boolean replaces;
    private boolean editsHeader;

    /**
     * Takes the next action.
     *
     * @return whether the answer is open still, so that the service is asked the next request
     */
    public boolean take(Action action) {
        switch (action) {
            case Action.Pass(Remarks more) -> remarks = more.equals(Remarks.NONE) ? remarks : more;
            case Action.Refuse(var reply) -> end = Optional.of(new Verdict.Reject(reply));
            case Action.Defer(var reply, var condition) -> defer(reply, condition);
            case Action.Prepend(var field) -> prepend(field);
            case Action.Quarantine(String reason) -> end = Optional.of(new Verdict.Quarantine(reason));
            case Action.Discard(String reason) -> end = Optional.of(new Verdict.Discard(reason));
            case Action.Replace _ -> replaces = true;
            case Action.Edit _ -> editsHeader = true;
            case Action.Impossible(String reason) -> end = Optional.of(new NoVerdict.Failed("it asks for " + reason));
        }
        return end.isEmpty();
    }

    /** As in Postfix (smtpd_check.c), the first deferral on each condition counts, whatever else is asked for. */
    private void defer(Reply reply, Condition condition) {
        switch (condition) {
            case IF_PERMIT -> ifPermitted = ifPermitted.or(() -> Optional.of(reply));
            case IF_REJECT -> ifRejected = ifRejected.or(() -> Optional.of(reply));
        }
    }

    /** A service that is asked about each recipient may want the same field each time. */
    private void prepend(HeaderField field) {
        if (!prepended.contains(field)) {
            prepended.add(field);
        }
    }

    /** Whether the message may pass, and {@code outfile} is to pass in its place. */
    public boolean replaces() {
        return end.isEmpty() && replaces;
    }

    /** Whether the message may pass, and the changes in {@code edits} are to be made. */
    public boolean editsHeader() {
        return end.isEmpty() && editsHeader;
    }

    /** Whether the message is not to pass, as far as the service has answered. */
    public boolean refusesForNow() {
        return ifPermitted.isPresent();
    }

    /** The fields to put at the top of the header, in the order of the answers. */
    public List<HeaderEdit> prepended() {
        List<HeaderEdit> edits = new ArrayList<>();
        prepended.forEach(field -> edits.add(new HeaderEdit.Insert(edits.size(), field)));
        return edits;
    }

    /** What the service said besides. */
    public Remarks remarks() {
        return remarks;
    }

    /** Notes a hint for the administrator, beside what the service said. */
    public void hint(String hint) {
        remarks = remarks.hinting(hint);
    }

    /** The answer without the files of a worker. */
    public Answer answer() {
        return deferred(end.orElseGet(this::passing));
    }

    /**
     * An answer with the deferrals that the service asked for besides. Where the service wants the message refused for now unless it is
     * refused for good, a failure besides changes nothing in that: under {@link postprox.filter.FailurePolicy#PASS} the message would pass.
     */
    public Answer deferred(Answer answer) {
        return switch (answer) {
            case Verdict.Passing passing -> withDeferrals(passing);
            case NoVerdict.Failed(String reason)
            when ifPermitted.isPresent() -> {
                hint(FAILED_BESIDES + reason);
                yield withDeferrals(passing());
            }
            case Verdict _, NoVerdict _ -> answer;
        };
    }

    private Verdict.Passing passing() {
        return prepended.isEmpty()
                ? new Verdict.Accept(remarks)
                : new Verdict.Edit(prepended(), Optional.empty(), remarks);
    }

    private Verdict.Passing withDeferrals(Verdict.Passing verdict) {
        Verdict.Passing rejected = with(ifRejected, Condition.IF_REJECT, verdict);
        return with(ifPermitted, Condition.IF_PERMIT, rejected);
    }

    private static Verdict.Passing with(Optional<Reply> reply, Condition condition, Verdict.Passing verdict) {
        return reply.isPresent() ? new Verdict.Defer(reply.get(), condition, verdict) : verdict;
    }
}
