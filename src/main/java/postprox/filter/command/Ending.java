package postprox.filter.command;

import java.util.Optional;
import postprox.filter.Answer;
import postprox.filter.NoVerdict;

/**
 * The end of a run of the command, and its meaning.
 *
 * @param answer the answer that follows from it
 * @param words  how the run ended, such as "exit status 0"
 */
record Ending(Answer answer, String words) {
    /** The command was not run, since postprox lacked a slot, a process or another resource. */
    static Ending notRun(String reason) {
        return new Ending(new NoVerdict.Postponed(reason), "not run");
    }

    /** The command failed. */
    static Ending failed(String words, String lastLine) {
        return failed(words, lastLine, Optional.empty());
    }

    /** The command failed, and the administrator may know a remedy. */
    static Ending failed(String words, String lastLine, Optional<String> remedy) {
        String reason = lastLine.isEmpty() ? words : words + ": " + lastLine;
        return new Ending(
                new NoVerdict.Failed(remedy.map(more -> reason + "; " + more).orElse(reason)), words);
    }
}
