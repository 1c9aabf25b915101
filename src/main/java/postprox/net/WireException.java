package postprox.net;

import java.io.IOException;

/** Bytes can no longer move over a wire. */
public final class WireException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Cause cause;

    /** Why. */
    public enum Cause {
        /** The peer closed the connection, or it broke. */
        CLOSED,
        /** The peer let its time go by. */
        TIMEOUT,
        /** We ourselves interrupted the wait. */
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
