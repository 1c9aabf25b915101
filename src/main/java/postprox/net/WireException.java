package postprox.net;

import java.io.IOException;

/** A wire can no longer read or write. */
public final class WireException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Cause cause;

    /** The reason why a wire can no longer read or write. */
    public enum Cause {
        /** The peer closed the connection, or it broke. */
        CLOSED,
        /** The peer sent nothing, or took nothing, within the time limit. */
        TIMEOUT,
        /** A thread of postprox called {@link Wire#interrupt}. */
        INTERRUPTED
    }

    public WireException(Cause cause, String message) {
        super(message);
        this.cause = cause;
    }

    public Cause reason() {
        return cause;
    }
}
