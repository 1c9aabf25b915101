package postprox.filter.command;

import postprox.filter.Answer;
import postprox.filter.NoVerdict;

/**
 * How a run of the command ended.
 *
 * @param answer what that means
 * @param words  the exit status or whatever else ended it
 */
record Ending(Answer answer, String words) {
    /** It did not begin, since we had no means to run it. */
    static Ending notRun(String reason) {
        return new Ending(new NoVerdict.Postponed(reason), "not run");
    }

    /** The filter failed. */
    static Ending failed(String words, String lastLine) {
        return new Ending(new NoVerdict.Failed(lastLine.isEmpty() ? words : words + ": " + lastLine), words);
    }
}
