package postprox.filter.command;

import java.util.Optional;
import postprox.filter.RefusalText;
import postprox.filter.Verdict;

/**
 * The output of a filter to its standard error, of which it keeps the last line and the end. The last line is the text of a
 * refusal; the end shows a crash. Not thread-safe.
 */
public final class Said {
    private final LastLine lastLine = new LastLine();
    private final ErrorTail tail = new ErrorTail();

    /** Takes the next bytes of the output. */
    public void take(byte[] bytes) {
        lastLine.take(bytes);
        tail.take(bytes);
    }

    /** The last line that is not blank; empty if there is none. */
    public String lastLine() {
        return lastLine.text();
    }

    /** Whether the filter wrote nothing but blank lines. */
    public boolean isEmpty() {
        return lastLine().isEmpty();
    }

    /** Whether the last line has bytes that a reply must not have, so that the reply has others in their place. */
    public boolean losesBytes() {
        return RefusalText.losesBytes(lastLine());
    }

    /** Whether the last line begins with a 4xx or 5xx code, which is then the code of the reply. */
    public boolean choosesCode() {
        return RefusalText.choosesCode(lastLine());
    }

    /** The refusal whose text is the last line. */
    Verdict refusal() {
        return new Verdict.Reject(RefusalText.of(lastLine()));
    }

    /** The crash of the command that the output reports, if it reports one. */
    Optional<Crash> crash(String command) {
        return Crash.in(tail, command);
    }
}
