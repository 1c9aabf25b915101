package postprox.trial;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.filter.command.Said;
import postprox.filter.program.OutputFile;
import postprox.spool.MessageModifiedException;

/**
 * Sentences about what looks like a mistake of a filter's author, each with its remedy. A filter that is right gets none, so each
 * rests on what the filter did, and not on how it looks.
 */
final class Hints {
    private static final String WITHOUT_CODE = "the last line of standard error begins with no code from 400 to 599 and"
            + " a space: the client hears 554, which is for good; to choose another code, put it in front, as in"
            + " 451 4.7.1 Try again later";

    private static final String COMPLAINT =
            "the last line of standard error is a command's own complaint: with set -e the"
                    + " status 1 of a command that failed refuses the mail for good; end with status 2 there, as in"
                    + " COMMAND || exit 2";

    private static final String WITHOUT_A_WORD = "exit status 1 without a word on standard error: is this a refusal, or"
            + " did a command fail (set -e)? Words for the sender go to standard error (>&2), not to standard output";

    private static final String NOT_ASCII =
            "a reply is in US-ASCII: each other byte of the last line becomes a question mark";

    private static final String CRASHED =
            "this was a crash and no refusal: mend that line. If the filter catches its own"
                    + " errors, let it end with status 2 then";

    private static final String PERHAPS_CRASHED =
            "if the filter has crashed, mend that line, name the script in -c by its"
                    + " whole path, and write nothing else to standard error";

    private static final String SYNTAX = "the shell cannot read the script: sh -n SCRIPT finds the line";

    private static final String READS_INPUT = "the filter read its standard input, which is empty, and not the message:"
            + " EMAIL is the name of the file with the message, as in cat \"$EMAIL\"";

    private static final String WRITES_OUTPUT =
            "the filter wrote the message to standard output, which goes nowhere: what"
                    + " is to pass in its place goes to OUTFILE, as in sed ... \"$EMAIL\" >\"$OUTFILE\"";

    private static final String NOT_EMAIL =
            "another file stands in the place of EMAIL, as after sed -i: write the changed"
                    + " message to OUTFILE, as in sed ... \"$EMAIL\" >\"$OUTFILE\"";

    private static final String NOT_TO_EMAIL = "write the changed message to OUTFILE, as in cat ... >\"$OUTFILE\"";

    private static final String FAILING_COMMAND =
            "let a command that fails end the filter, as in cat \"$EMAIL\" >>\"$OUTFILE\" || exit 2";

    /** The words of the C library (strerror(3)) and of shells that end the complaint of a command. */
    private static final List<String> OF_COMMAND = List.of(
            "No such file or directory",
            "Permission denied",
            "No space left on device",
            "Is a directory",
            "not found",
            "Broken pipe");

    private static final String SYNTAX_ERROR = ": syntax error";

    /** A shorter line of a message may be in any output. */
    private static final int TELLING_LINE = 8;

    private Hints() {}

    /** All hints about a run. */
    static List<String> of(Observed run) {
        List<String> hints = new ArrayList<>(CommandHints.of(run.command()));
        hints.addAll(CommandHints.ofCutValues(run));
        switch (run.answer()) {
            case Verdict.Reject _ when run.result() == Result.REFUSED -> hints.addAll(ofRefusal(run.said()));
            case Verdict.Passing _ when run.result() == Result.FILTER_FAILED -> hints.add(NOT_TO_EMAIL);
            case NoVerdict.Unfounded(MessageModifiedException modified) -> hints.add(of(modified));
            case Verdict.Passing passing -> hints.addAll(ofPassing(passing, run));
            case NoVerdict.Failed(String reason) when reason.startsWith("crashed: ") -> hints.add(CRASHED);
            case NoVerdict.Doubtful(String reason)
            when reason.startsWith("perhaps crashed") -> hints.add(PERHAPS_CRASHED);
            case NoVerdict.Failed(String reason)
            when reason.toLowerCase(Locale.ROOT).contains(SYNTAX_ERROR) -> hints.add(SYNTAX);
            default -> {}
        }
        return hints;
    }

    /** What to do about a message's file that the filter changed. */
    private static String of(MessageModifiedException modified) {
        return String.valueOf(modified.getMessage()).contains("another file") ? NOT_EMAIL : NOT_TO_EMAIL;
    }

    /** Whether a line is what a program writes whose command failed: {@code NAME: ...: REASON}. */
    private static boolean isOfCommand(String line) {
        return line.contains(": ") && OF_COMMAND.stream().anyMatch(line::endsWith);
    }

    private static List<String> ofRefusal(Said said) {
        if (said.isEmpty()) {
            return List.of(WITHOUT_A_WORD);
        }
        List<String> hints = new ArrayList<>();
        if (!said.choosesCode()) {
            hints.add(isOfCommand(said.lastLine()) ? COMPLAINT : WITHOUT_CODE);
        }
        if (said.losesBytes()) {
            hints.add(NOT_ASCII);
        }
        return hints;
    }

    private static List<String> ofPassing(Verdict.Passing passing, Observed run) {
        Optional<String> written = switch (passing) {
            case Verdict.Accept accept -> accept.remarks().hint();
            case Verdict.Edit edit -> edit.remarks().hint();
            case Verdict.Defer _ -> Optional.empty();
        };
        List<String> hints = new ArrayList<>();
        written.ifPresent(hints::add);
        if (written.filter(hint -> hint.equals(OutputFile.LEFT_EMPTY) || hint.equals(OutputFile.NO_BODY))
                .isPresent()) {
            hints.add(FAILING_COMMAND);
        }
        if (run.readInput()) {
            hints.add(READS_INPUT);
        }
        if (passing instanceof Verdict.Accept && repeats(run.output(), run.message())) {
            hints.add(WRITES_OUTPUT);
        }
        return hints;
    }

    /** Whether an output has at least half of the lines of a message. A filter may print a few lines while it looks for a word. */
    private static boolean repeats(String output, List<String> message) {
        Set<String> printed = new HashSet<>(output.lines().toList());
        List<String> telling =
                message.stream().filter(line -> line.length() >= TELLING_LINE).toList();
        long found = telling.stream().filter(printed::contains).count();
        return found > 1 && found * 2 >= telling.size();
    }
}
