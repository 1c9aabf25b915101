package postprox.filter;

import postprox.spool.SpoolException;

/** Examines messages. Implementations take messages from any number of threads at once. */
@FunctionalInterface
public interface Filter {
    /**
     * Examines a message, and waits for the answer.
     *
     * @throws SpoolException where a file that the filter needs cannot be written
     */
    Answer examine(Examination examination) throws SpoolException;
}
