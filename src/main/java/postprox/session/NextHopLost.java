package postprox.session;

import java.io.IOException;

/** The connection to the next hop cannot be used any more. */
final class NextHopLost extends IOException {
    private static final long serialVersionUID = 1L;

    /** Lost for a reason, which both the log and the client may read. */
    NextHopLost(String reason) {
        super(reason);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
