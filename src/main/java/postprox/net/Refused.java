package postprox.net;

import java.io.IOException;

/** The greeting of a server refuses the connection, and another server is asked. */
final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean isPermanent;

    private Refused(String reason, boolean isPermanent) {
        super(reason);
        this.isPermanent = isPermanent;
    }

    /** The refusal of a server, to be thrown. */
    static IOException by(String place, String reason, boolean isPermanent) {
        return new Refused(place + ": " + reason, isPermanent);
    }

    /** Whether the server has refused for good (5xx). */
    boolean isPermanent() {
        return isPermanent;
    }
}
