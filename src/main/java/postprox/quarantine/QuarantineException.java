package postprox.quarantine;

import java.io.IOException;

/** The quarantine cannot do what it was asked for. The message tells an administrator why. */
public final class QuarantineException extends IOException {
    private static final long serialVersionUID = 1L;

    QuarantineException(String message) {
        super(message);
    }

    QuarantineException(String message, IOException cause) {
        super(message, cause);
    }
}
