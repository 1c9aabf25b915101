package postprox.spool;

import java.io.IOException;

/**
 * Somebody wrote to a spooled message, so that it is no longer what the client sent, or put something else in its place, so
 * that nobody can tell what the filter has seen, or what it meant to change.
 */
public final class MessageModifiedException extends SpoolException {
    private static final long serialVersionUID = 1L;

    MessageModifiedException(String name) {
        this(name, "somebody wrote to it");
    }

    MessageModifiedException(String name, String what) {
        super("cannot use " + name, new IOException(what));
    }
}
