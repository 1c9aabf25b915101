package postprox.filter;

import java.util.Optional;
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

    /**
     * The header fields that this filter is to write, and no sender; empty if there are none. {@link Chain} removes those of a sender from each
     * message, before the first filter is asked. Those of a filter in front stay if this one is not asked, or does not answer.
     */
    default Optional<OwnFields> ownFields() {
        return Optional.empty();
    }

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
