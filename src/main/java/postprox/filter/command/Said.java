package postprox.filter.command;

import java.util.Optional;
import postprox.filter.Verdict;

/** What a filter says on its standard error, as far as anything depends on it. Not thread-safe. */
public final class Said {
    private final LastLine lastLine = new LastLine();
    private final ErrorTail tail = new ErrorTail();

    /** Takes more of it. */
    public void take(byte[] bytes) {
        lastLine.take(bytes);
        tail.take(bytes);
    }

    /** Its last line; empty where it said nothing. */
    String lastLine() {
        return lastLine.text();
    }

    /** Whether it said nothing. */
    public boolean isEmpty() {
        return lastLine().isEmpty();
    }

    /** Whether the last line has bytes that no reply may have, so that others stand in their place. */
    public boolean losesBytes() {
        return RefusalText.losesBytes(lastLine());
    }

    /** Whether the last line has the code of a refusal in front, so that none is put there. */
    public boolean choosesCode() {
        return RefusalText.choosesCode(lastLine());
    }

    /** The refusal that the last line is. */
    Verdict refusal() {
        return new Verdict.Reject(RefusalText.of(lastLine()));
    }

    /** The crash of a command that it is about, if it is. */
    Optional<Crash> crash(String command) {
        return Crash.in(tail, command);
    }
}
