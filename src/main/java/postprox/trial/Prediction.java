package postprox.trial;

import java.io.IOException;
import postprox.filter.Answer;
import postprox.filter.FailurePolicy;
import postprox.filter.NoVerdict;
import postprox.filter.Remarks;
import postprox.filter.Verdict;
import postprox.session.ReplyChoice;
import postprox.smtp.Replies;
import postprox.smtp.Reply;
import postprox.spool.MessageModifiedException;
import postprox.spool.SpoolException;
import postprox.spool.SpooledMessage;

/**
 * The fate that a message would have in the mail flow.
 *
 * @param result  the fate in one word
 * @param verdict the fate in words for the report
 * @param reply   the reply that the client would get
 */
record Prediction(Result result, String verdict, String reply) {
    private static final String NEXT_HOPS_OWN = "the next hop's own";

    /** The message's deadline was over before the filter ended. */
    static final Prediction TOO_LATE =
            new Prediction(Result.FILTER_FAILED, "too late: refused for now (--deadline)", Replies.DEADLINE.oneLine());

    private static final Prediction DAMAGED = new Prediction(
            Result.FILTER_FAILED,
            "refused for now: the filter wrote to EMAIL, replaced or removed it, which it must not; OUTFILE is the place",
            Replies.EMAIL_MODIFIED.oneLine());

    static Prediction of(Answer answer, SpooledMessage message, FailurePolicy policy) throws IOException {
        return switch (answer) {
            case Verdict.Accept(Remarks _) ->
                original(
                        message,
                        new Prediction(Result.PASSES, "accepted: the message passes as it came", NEXT_HOPS_OWN));
            case Verdict.Edit edit
            when edit.content().isEmpty() ->
                original(message, new Prediction(Result.PASSES, "accepted, changed: " + changed(edit), NEXT_HOPS_OWN));
            case Verdict.Edit edit ->
                new Prediction(Result.PASSES, "accepted, changed: " + changed(edit), NEXT_HOPS_OWN);
            case Verdict.Reject(Reply reply, var _) -> refused(reply);
            case Verdict.Defer defer ->
                defer.refusal().isPresent() ? refused(defer.refusal().get()) : of(defer.besides(), message, policy);
            case Verdict.Quarantine _ ->
                notSwitchedOn("refused for now: the filter asks for quarantine (with --quarantine: kept aside)");
            case Verdict.Discard _ ->
                notSwitchedOn("refused for now: the filter asks to discard the message (with --discard: thrown away)");
            case NoVerdict.NotAllowed(String reason) ->
                new Prediction(Result.FILTER_FAILED, "refused for now: " + reason, Replies.FILTER_FAILED.oneLine());
            case NoVerdict.Postponed(String reason) ->
                new Prediction(Result.FILTER_FAILED, "refused for now: " + reason, Replies.FILTER_NOT_RUN.oneLine());
            case NoVerdict.TooLarge(String reason) ->
                new Prediction(Result.FILTER_FAILED, "refused for now: " + reason, Replies.FILTER_NOT_RUN.oneLine());
            case NoVerdict.Doubtful(String _) ->
                new Prediction(
                        Result.FILTER_FAILED,
                        "filter failed, it seems: refused for now, with -r or without",
                        Replies.FILTER_FAILED.oneLine());
            case NoVerdict.Unfounded(MessageModifiedException _) -> DAMAGED;
            case NoVerdict.Unfounded(SpoolException why) ->
                new Prediction(
                        Result.FILTER_FAILED,
                        "refused for now: " + why.getMessage(),
                        ReplyChoice.after(why).oneLine());
            case NoVerdict.Failed(String _) -> failed(message, policy);
        };
    }

    private static Prediction refused(Reply reply) {
        return new Prediction(
                Result.REFUSED, "refused", Replies.withoutHangUp(reply).oneLine());
    }

    private static Prediction notSwitchedOn(String verdict) {
        return new Prediction(Result.FILTER_FAILED, verdict, Replies.FILTER_FAILED.oneLine());
    }

    private static String changed(Verdict.Edit edit) {
        if (edit.edits().isEmpty()) {
            return "OUTFILE passes in its place";
        }
        return (edit.content().isPresent() ? "OUTFILE passes in its place, " : "the message passes ")
                + "with the header that EDITS makes";
    }

    private static Prediction failed(SpooledMessage message, FailurePolicy policy) throws IOException {
        String refusal = Replies.FILTER_FAILED.oneLine();
        return switch (policy) {
            case PASS ->
                original(
                        message,
                        new Prediction(
                                Result.FILTER_FAILED,
                                "filter failed: the message passes UNFILTERED (with -r or on-failure = tempfail: refused for now)",
                                NEXT_HOPS_OWN + " (with -r or on-failure = tempfail: " + refusal + ")"));
            case TEMPFAIL ->
                new Prediction(
                        Result.FILTER_FAILED,
                        "filter failed: refused for now (with on-failure = pass: passes UNFILTERED)",
                        refusal + " (with on-failure = pass: " + NEXT_HOPS_OWN + ")");
        };
    }

    /** A prediction for a message that passes unchanged; {@link #DAMAGED} if the filter has changed the message's file. */
    private static Prediction original(SpooledMessage message, Prediction prediction) throws IOException {
        try {
            message.check();
            return prediction;
        } catch (MessageModifiedException e) {
            return DAMAGED;
        }
    }
}
