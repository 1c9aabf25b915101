package postprox.smtp;

import java.io.IOException;

/** The server said something that is no reply, so that nothing it says from here on can be trusted. */
public final class MalformedReplyException extends IOException {
    private static final long serialVersionUID = 1L;

    public MalformedReplyException(String message) {
        super(message);
    }
}
