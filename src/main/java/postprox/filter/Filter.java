package postprox.filter;

import postprox.spool.SpoolException;

/** Examines messages. Implementations are thread-safe: many sessions call one filter at the same time. */
@FunctionalInterface
public interface Filter {
    /**
     * Examines a message. Blocks until the answer is there.
     *
     * @throws SpoolException if a file that the filter needs cannot be written
     */
    Answer examine(Examination examination) throws SpoolException;

    /** Whether a reload makes this filter anew although its settings have not changed, as if its program is another one now. */
    default boolean isStale() {
        return false;
    }

    /**
     * Gives up what the filter keeps between two messages, such as processes and connections. Messages that it examines now, or that
     * still come, get their answer all the same. A second call does nothing.
     */
    default void close() {}
}
