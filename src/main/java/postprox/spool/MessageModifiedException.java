package postprox.spool;

import java.io.IOException;

/**
 * The file of a spooled message no longer holds what postprox wrote to it, or is gone, or another file is in its place. Either
 * the message is not what the client sent, or postprox cannot tell which message the filter has read.
 */
public final class MessageModifiedException extends SpoolException {
    private static final long serialVersionUID = 1L;

    MessageModifiedException(String name) {
        this(name, "somebody wrote to it");
    }

    /**
     * Makes an exception.
     *
     * @param name   the name of the message in the log
     * @param change what happened to it, as a main clause
     */
    MessageModifiedException(String name, String change) {
        super("cannot use " + name, new IOException(change));
    }
}
