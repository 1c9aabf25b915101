package postprox.filter.program;

/** EDITS has a line that is no change of a header. The message says which line, and what a change looks like. */
public final class WrongEditException extends Exception {
    private static final long serialVersionUID = 1L;

    WrongEditException(String message) {
        super(message);
    }
}
