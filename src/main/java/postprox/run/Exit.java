package postprox.run;

import postprox.event.SessionEnd;

/** The exit statuses. docs/options.md and the man page list them too, and a test compares the three. */
public enum Exit {
    OK(0),
    /**
     * A stdio session had no next hop or was turned away, or mail would go round. Or the demo failed, {@code try} saw a
     * refusal, or {@code doctor} found something.
     */
    FAILURE(1),
    /** The command line was wrong. */
    USAGE(2),
    /** The system did not give what is needed: a socket, a directory, a file. */
    SYSTEM(3),
    /** {@code try} saw the filter fail, or a filter in Java has ended the process. */
    FILTER_FAILED(4),
    /** There is a mistake in postprox. */
    INTERNAL(70);

    private final int status;

    Exit(int status) {
        this.status = status;
    }

    /** The exit status after a session. */
    static Exit of(SessionEnd end) {
        return switch (end) {
            case NO_NEXT_HOP, TURNED_AWAY, LOOP -> FAILURE;
            case BUG -> INTERNAL;
            case QUIT,
                    CLIENT_GONE,
                    CLIENT_TIMEOUT,
                    SENT_AWAY,
                    NEXT_HOP_UNSTEADY,
                    NEXT_HOP_LOST,
                    PROTOCOL,
                    OUT_OF_STEP,
                    SHUTDOWN -> OK;
        };
    }

    public int status() {
        return status;
    }
}
