package postprox.trial;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import postprox.event.FilterNote;
import postprox.event.FilterNote.Said;
import postprox.event.MessageEvent.MessageAccepted.FilterResult;
import postprox.event.Speaker;
import postprox.filter.Decision;
import postprox.filter.NoVerdict;
import postprox.filter.Proceedings;
import postprox.quarantine.QuarantineReply;
import postprox.session.ReplyChoice;
import postprox.smtp.Replies;
import postprox.smtp.Reply;
import postprox.spool.MessageModifiedException;
import postprox.spool.SpoolException;
import postprox.spool.SpooledMessage;

/**
 * The fate that a message would have in the mail flow after all filters.
 *
 * @param result  the fate in one word
 * @param verdict the fate in words for the report
 * @param reply   the reply that the client would get
 */
record ChainPrediction(Result result, String verdict, String reply) {
    private static final String NEXT_HOPS_OWN = "the next hop's own";

    /** Stands for the name of a message that is kept aside or thrown away, which it gets then. */
    private static final String ID = "ID";

    /** The message's deadline was over before the filters had answered. */
    static final ChainPrediction TOO_LATE = new ChainPrediction(
            Result.FILTER_FAILED, "too late: refused for now (--deadline)", Replies.DEADLINE.oneLine());

    /**
     * What follows from a decision.
     *
     * @param switches what the administrator has switched on
     */
    static ChainPrediction of(Decision decision, SpooledMessage message, Switches switches) throws IOException {
        return switch (decision) {
            case Decision.Pass pass -> passed(pass, message);
            case Decision.Refuse(Reply reply, Speaker by, Proceedings proceedings) ->
                new ChainPrediction(
                        Result.REFUSED,
                        by == Speaker.FILTER ? "refused by " + last(proceedings) : "refused by postprox itself",
                        Replies.withoutHangUp(reply).oneLine());
            case Decision.KeepAside(String filter, String reason, var _) ->
                switches.quarantine()
                        .map(reply -> new ChainPrediction(
                                Result.REFUSED, "kept aside by " + because(filter, reason), words(reply)))
                        .orElseGet(() ->
                                later(name(filter) + " asks for quarantine, which is off", Replies.FILTER_FAILED));
            case Decision.ThrowAway(String filter, String reason, var _) ->
                switches.discards()
                        ? new ChainPrediction(
                                Result.REFUSED,
                                "thrown away by " + because(filter, reason),
                                Replies.taken(ID).oneLine())
                        : later(name(filter) + " asks to discard the message, which is off", Replies.FILTER_FAILED);
            case Decision.PutOff(String filter, NoVerdict why, var _) -> putOff(name(filter), why);
        };
    }

    /** What follows if a file could not be written, or a filter wrote to the message's own. */
    static ChainPrediction of(SpoolException failure) {
        return failure instanceof MessageModifiedException
                ? new ChainPrediction(
                        Result.FILTER_FAILED,
                        "refused for now: a filter wrote to EMAIL, replaced or removed it, which it must not",
                        Replies.EMAIL_MODIFIED.oneLine())
                : new ChainPrediction(
                        Result.FILTER_FAILED,
                        "refused for now: " + failure.getMessage(),
                        ReplyChoice.after(failure).oneLine());
    }

    /** A filter's name for a reader: the manual's filter has none. */
    static String name(String filter) {
        return filter.isEmpty() ? "-c" : filter;
    }

    private static String because(String filter, String reason) {
        return name(filter) + (reason.isEmpty() ? "" : ": " + reason);
    }

    private static String words(QuarantineReply reply) {
        return switch (reply) {
            case ACCEPT -> Replies.taken(ID).oneLine();
            case REJECT -> Replies.refusedAndKept(ID).oneLine();
        };
    }

    private static ChainPrediction passed(Decision.Pass pass, SpooledMessage message) throws IOException {
        message.check();
        List<Proceedings.Failure> failures = pass.proceedings().failures();
        String changedBy = changers(pass.proceedings());
        String change = changedBy.isEmpty() ? unnamedChange(pass.filtered()) : "changed by " + changedBy;
        return failures.isEmpty()
                ? new ChainPrediction(Result.PASSES, "accepted: " + change, NEXT_HOPS_OWN)
                : new ChainPrediction(
                        Result.FILTER_FAILED,
                        "passes WITHOUT " + names(failures) + ", which failed: " + change,
                        NEXT_HOPS_OWN);
    }

    /** The change by a filter whose note says something else of it, such as a deferral. */
    private static String unnamedChange(FilterResult filtered) {
        return filtered == FilterResult.CHANGED ? "the message passes changed" : "the message passes as it came";
    }

    private static String names(List<Proceedings.Failure> failures) {
        return failures.stream().map(failure -> name(failure.filter())).collect(Collectors.joining(" and "));
    }

    private static String changers(Proceedings proceedings) {
        return proceedings.notes().stream()
                .filter(note -> !note.observed() && (note.said() == Said.EDIT || note.said() == Said.TAG))
                .map(note -> name(note.filter()))
                .collect(Collectors.joining(" and "));
    }

    private static String last(Proceedings proceedings) {
        List<FilterNote> notes = proceedings.notes();
        return notes.isEmpty() ? "a filter" : name(notes.getLast().filter());
    }

    private static ChainPrediction putOff(String filter, NoVerdict why) {
        return switch (why) {
            case NoVerdict.Failed _ -> later(filter + " failed", Replies.FILTER_FAILED);
            case NoVerdict.Postponed(String reason) ->
                later(filter + " could not be asked: " + reason, Replies.FILTER_NOT_RUN);
            case NoVerdict.TooLarge(String reason) -> later(filter + ": " + reason, Replies.FILTER_NOT_RUN);
            case NoVerdict.Doubtful _ -> later(filter + " failed, it seems", Replies.FILTER_FAILED);
            case NoVerdict.NotAllowed(String reason) -> later(filter + ": " + reason, Replies.FILTER_FAILED);
            case NoVerdict.Unfounded(SpoolException failure) -> of(failure);
        };
    }

    private static ChainPrediction later(String reason, Reply reply) {
        return new ChainPrediction(Result.FILTER_FAILED, "refused for now: " + reason, reply.oneLine());
    }
}
