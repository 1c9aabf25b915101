package postprox.filter;

import postprox.event.FilterNote.Said;
import postprox.smtp.Reply;
import postprox.spool.SpoolException;

/** What the log says of a filter's answer. */
final class AnswerWords {
    private AnswerWords() {}

    /** An answer in one word. */
    static Said said(Answer answer) {
        return switch (answer) {
            case Verdict.Accept _ -> Said.PASS;
            case Verdict.Edit _ -> Said.EDIT;
            case Verdict.Defer _ -> Said.DEFER;
            case Verdict.Reject _ -> Said.REJECT;
            case Verdict.Quarantine _ -> Said.QUARANTINE;
            case Verdict.Discard _ -> Said.DISCARD;
            case NoVerdict.TooLarge _ -> Said.TOO_LARGE;
            case NoVerdict.Failed _ -> Said.FAILED;
            case NoVerdict.Postponed _ -> Said.NOT_RUN;
            case NoVerdict.Doubtful _, NoVerdict.Unfounded _, NoVerdict.NotAllowed _ -> Said.DOUBTFUL;
        };
    }

    private static String of(Verdict.Reject reject) {
        return reject.said().isEmpty()
                ? reject.reply().oneLine()
                : reject.reply().oneLine() + "; " + reject.said();
    }

    /** What an answer says besides; empty if that is nothing. */
    static String of(Answer answer) {
        return switch (answer) {
            case Verdict.Accept(Remarks remarks) -> remarks.said();
            case Verdict.Edit edit -> edit.remarks().said();
            case Verdict.Defer(Reply reply, var _, var _) -> reply.oneLine();
            case Verdict.Reject reject -> of(reject);
            case Verdict.Quarantine(String reason) -> reason;
            case Verdict.Discard(String reason) -> reason;
            case NoVerdict.TooLarge(String reason) -> reason;
            case NoVerdict.Failed(String reason) -> reason;
            case NoVerdict.Postponed(String reason) -> reason;
            case NoVerdict.Doubtful(String reason) -> reason;
            case NoVerdict.NotAllowed(String reason) -> reason;
            case NoVerdict.Unfounded(SpoolException why) -> String.valueOf(why.getMessage());
        };
    }
}
