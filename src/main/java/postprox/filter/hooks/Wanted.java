package postprox.filter.hooks;

import java.util.List;
import java.util.Optional;
import postprox.filter.Answer;
import postprox.filter.NewContent;
import postprox.filter.NoVerdict;
import postprox.filter.Remarks;
import postprox.filter.Verdict;
import postprox.filter.service.Servers.CannotExamine;
import postprox.mail.HeaderEdit;
import postprox.spool.SpooledText;
import postprox.text.WireText;

/**
 * What an answer of a scanner asks for. All of it is checked before any takes effect: an answer with one part that cannot be obeyed is
 * void (draft-degennaro-mta-hooks-01 section 6.4). Not thread-safe.
 */
final class Wanted {
    private static final int MOST_WORDS = 200;

    private final String request;
    private final Refusal refusal = new Refusal();
    private Optional<Action> action = Optional.empty();
    private boolean hasRefusal;
    private boolean isMore;
    private Optional<String> objection = Optional.empty();

    /**
     * Wants nothing yet.
     *
     * @param request the request's id, for the log; empty if it has none
     */
    Wanted(String request) {
        this.request = request;
    }

    /** Notes why the answer is void. The first reason counts. */
    void object(String why) {
        objection = objection.or(() -> Optional.of(WireText.shorten(WireText.printable(why), MOST_WORDS)));
    }

    void objectIf(Optional<String> why) {
        why.ifPresent(this::object);
    }

    /** Whether the scanner may want anything else than to let the message pass. */
    boolean isMore() {
        return isMore;
    }

    boolean isVoid() {
        return objection.isPresent();
    }

    void action(Json value) {
        Optional<Action> named = value.asText().flatMap(Action::named);
        if (named.isEmpty()) {
            object("its action is none that postprox knows");
        }
        if (action.isPresent() && !action.equals(named)) {
            object("it names two actions");
        }
        isMore = isMore || named.isEmpty() || named.get() != Action.ACCEPT;
        action = action.or(() -> named);
    }

    /** The reply, of which parts are to be set. */
    Refusal refusal() {
        hasRefusal = true;
        return refusal;
    }

    /**
     * The answer.
     *
     * @param edits   the changes of the header
     * @param content the new content, if there is one
     * @throws CannotExamine if it is void. The cause may be the message, so that it does not count against the scanner
     */
    Answer answer(List<HeaderEdit> edits, Optional<NewContent> content) throws CannotExamine {
        return objection.isPresent() ? ofVoid(objection.get()) : ofAction(edits, content);
    }

    /** A scanner that did not want the message to pass may have meant anything. So no failure policy lets the message pass. */
    private Answer ofVoid(String why) throws CannotExamine {
        String about = request.isEmpty() ? "" : " (request " + request + ")";
        if (!isMore) {
            throw new CannotExamine("its answer is void: " + why + about);
        }
        return new NoVerdict.Doubtful(
                "the scanner does not accept the message, and its answer is void: " + why + about);
    }

    private Answer ofAction(List<HeaderEdit> edits, Optional<NewContent> content) {
        return switch (action.orElse(Action.ACCEPT)) {
            case ACCEPT -> passing(edits, content.map(NewContent::text));
            case REJECT -> new Verdict.Reject(refusal.reply());
            case DISCONNECT -> new Verdict.Reject(refusal.reply(), "it asked for disconnect");
            case DISCARD -> new Verdict.Discard(refusal.words());
            case QUARANTINE -> new Verdict.Quarantine(refusal.words());
        };
    }

    private Verdict passing(List<HeaderEdit> edits, Optional<SpooledText> content) {
        Remarks remarks = hasRefusal
                ? new Remarks("it wrote a reply for a message that it accepts, which nobody hears", Optional.empty())
                : Remarks.NONE;
        return edits.isEmpty() && content.isEmpty()
                ? new Verdict.Accept(remarks)
                : new Verdict.Edit(edits, content, remarks);
    }
}
