package postprox.filter.hooks;

import java.io.IOException;

/** The scanner does not register postprox as it should. No message has brought that about. */
final class NotRegistered extends IOException {
    private static final long serialVersionUID = 1L;

    NotRegistered(String reason) {
        super(reason);
    }
}
