package postprox.filter.hooks;

import java.util.List;
import java.util.Optional;
import postprox.filter.Answer;
import postprox.filter.NewContent;
import postprox.filter.Remarks;
import postprox.filter.Verdict;
import postprox.filter.service.Heard;
import postprox.filter.service.Servers.CannotExamine;
import postprox.filter.service.Servers.NotToPass;
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
    private final Heard heard;
    private final Refusal refusal = new Refusal();
    private Optional<Action> action = Optional.empty();
    private boolean hasRefusal;
    private boolean isMore;
    private Optional<String> objection = Optional.empty();

    /**
     * Wants nothing yet.
     *
     * @param request the request's id, for the log; empty if it has none
     * @param heard   learns at once that the scanner does not accept the message
     */
    Wanted(String request, Heard heard) {
        this.request = request;
        this.heard = heard;
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
        if (named.isEmpty() || named.get() != Action.ACCEPT) {
            isMore = true;
            heard.against("it does not accept the message");
        }
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
     * @throws NotToPass     if it is void, and the scanner may want anything else than to let the message pass
     */
    Answer answer(List<HeaderEdit> edits, Optional<NewContent> content) throws CannotExamine, NotToPass {
        if (objection.isEmpty()) {
            return ofAction(edits, content);
        }
        String why = "its answer is void: " + objection.get() + (request.isEmpty() ? "" : " (request " + request + ")");
        if (isMore) {
            // It may have meant anything. So no failure policy lets the message pass.
            throw new NotToPass("the scanner does not accept the message, and " + why);
        }
        throw new CannotExamine(why);
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
