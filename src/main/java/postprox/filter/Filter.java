package postprox.filter;

import java.time.Duration;
import java.util.List;
import postprox.mail.Envelope;
import postprox.spool.SpoolException;
import postprox.spool.SpooledMessage;

/** Examines messages. Implementations take messages from any number of threads at once. */
@FunctionalInterface
public interface Filter {
    /** The filter of those who have none. */
    Filter NONE = (_, _, _) -> new Verdict.NoFilter();

    /**
     * Examines a message, and waits for the verdict.
     *
     * @param time how long the caller can wait; a filter may have a shorter limit of its own
     * @throws SpoolException where a file that the filter needs cannot be written
     */
    Verdict examine(SpooledMessage message, Envelope envelope, Duration time) throws SpoolException;

    /**
     * The same filter for sessions with an environment of their own, which what it starts inherits.
     *
     * @param environment {@code NAME=value} lines, one byte a character
     */
    default Filter inheriting(List<String> environment) {
        return this;
    }
}
