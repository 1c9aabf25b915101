package postprox.filter.java;

import java.io.IOException;
import java.util.Optional;
import postprox.spool.SpoolException;

/**
 * The way to a message in the spool, which is open until the filter has answered or its time is over. A plug-in's thread may live on
 * after that, so each access takes this object's lock. A failure of the spool is kept: a plug-in that hides it does not make the
 * message pass. Thread-safe.
 */
final class Gate {
    private boolean isShut;
    private Optional<SpoolException> failure = Optional.empty();

    /** A part of the work on the spool. */
    @FunctionalInterface
    interface Access<T> {
        T run() throws SpoolException;
    }

    /** The last look at the spool. */
    @FunctionalInterface
    interface Check {
        void run() throws SpoolException;
    }

    /** Works on the spool, if the gate is open. */
    synchronized <T> T access(Access<T> work) throws IOException {
        if (isShut) {
            throw new IOException("the message is closed: the filter has answered, or its time is over");
        }
        // An interrupt during the work would close the message's file (java.nio.channels.InterruptibleChannel).
        boolean isInterrupted = Thread.interrupted();
        try {
            return work.run();
        } catch (SpoolException e) {
            failure = failure.or(() -> Optional.of(e));
            throw e;
        } finally {
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Shuts the gate. A second call does nothing.
     *
     * @param last runs once, when nobody else works on the spool
     * @return the first failure of the spool, if there was one
     */
    synchronized Optional<SpoolException> shut(Check last) {
        if (!isShut) {
            isShut = true;
            try {
                last.run();
            } catch (SpoolException e) {
                failure = failure.or(() -> Optional.of(e));
            }
        }
        return failure;
    }
}
