package postprox.filter.program;

import postprox.filter.Answer;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.spool.FilterGround;
import postprox.spool.MessageModifiedException;
import postprox.spool.SpoolException;

/** Whether the answer of a program that was given files can be believed. */
public final class Belief {
    private Belief() {}

    /**
     * The answer, if it can be believed. Without its files or on a full disk a filter may fail, refuse or accept without having
     * read the message, and a sender could bring this about. A refusal stands if only EMAIL was removed or replaced, since a
     * filter that changes this file has read it.
     */
    public static Answer in(Answer answer, FilterGround ground) {
        try {
            ground.check();
            return answer;
        } catch (MessageModifiedException e) {
            return answer instanceof Verdict.Reject ? answer : new NoVerdict.Unfounded(e);
        } catch (SpoolException e) {
            return new NoVerdict.Unfounded(e);
        }
    }
}
