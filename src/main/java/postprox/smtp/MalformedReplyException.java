package postprox.smtp;

import java.io.IOException;

/** A server sent a line that is no reply (RFC 5321 section 4.2), so that its later lines cannot be trusted either. */
public final class MalformedReplyException extends IOException {
    private static final long serialVersionUID = 1L;

    public MalformedReplyException(String message) {
        super(message);
    }
}
