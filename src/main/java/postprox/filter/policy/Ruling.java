package postprox.filter.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postprox.filter.Answer;
import postprox.filter.NoVerdict;
import postprox.filter.Remarks;
import postprox.filter.Verdict;
import postprox.mail.HeaderEdit;
import postprox.mail.HeaderField;

/**
 * The answer about a message, from the actions that a service asked for: one, or one a recipient. The first refusal counts, and
 * what a service cannot have. Not thread-safe.
 */
public final class Ruling {
    private Optional<Answer> end = Optional.empty();
    private Optional<Verdict.Defer> deferral = Optional.empty();
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
            case Action.Defer(var reply, var condition) ->
                deferral = deferral.or(() -> Optional.of(new Verdict.Defer(reply, condition)));
            case Action.Prepend(var field) -> prepend(field);
            case Action.Quarantine(String reason) -> end = Optional.of(new Verdict.Quarantine(reason));
            case Action.Discard(String reason) -> end = Optional.of(new Verdict.Discard(reason));
            case Action.Replace _ -> replaces = true;
            case Action.Edit _ -> editsHeader = true;
            case Action.Impossible(String reason) -> end = Optional.of(new NoVerdict.Failed("it asks for " + reason));
        }
        return end.isEmpty();
    }

    /** A service that is asked about each recipient may want the same field each time. */
    private void prepend(HeaderField field) {
        if (!prepended.contains(field)) {
            prepended.add(field);
        }
    }

    /**
     * Whether the message may pass, as far as this service is concerned. A deferral that counts only if another filter refuses the
     * message lets it pass.
     */
    private boolean mayPass() {
        return end.isEmpty() && (deferral.isEmpty() || deferral.get().condition() == Verdict.Defer.Condition.IF_REJECT);
    }

    /** Whether the message may pass, and {@code outfile} is to pass in its place. */
    public boolean replaces() {
        return mayPass() && replaces;
    }

    /** Whether the message may pass, and the changes in {@code edits} are to be made. */
    public boolean editsHeader() {
        return mayPass() && editsHeader;
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

    /** The answer without the files of a worker. */
    public Answer answer() {
        if (end.isPresent()) {
            return end.get();
        }
        // A filter gives one verdict. Where it wants a field besides, the field goes with a message that does not pass.
        if (deferral.isPresent() && (!mayPass() || prepended.isEmpty())) {
            return deferral.get();
        }
        return prepended.isEmpty()
                ? new Verdict.Accept(remarks)
                : new Verdict.Edit(prepended(), Optional.empty(), remarks);
    }
}
