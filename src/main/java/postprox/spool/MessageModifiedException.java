package postprox.spool;

import java.io.IOException;

/** Somebody wrote to a spooled message, so that it is no longer what the client sent. */
public final class MessageModifiedException extends SpoolException {
    private static final long serialVersionUID = 1L;

    MessageModifiedException(String name) {
        super("cannot use " + name, new IOException("somebody wrote to it"));
    }
}
