package postprox.control;

import java.util.Map;

/** What a process is asked to do, and answers only then. Thread-safe. */
public interface Order {
    /**
     * Does it.
     *
     * @param words the texts of the question by their names
     * @return what follows of it
     */
    Done carryOut(Map<String, String> words);

    /**
     * What was done.
     *
     * @param answer     says so
     * @param afterwards what is to be done when the answer has been sent, or could not be
     */
    record Done(Question answer, Runnable afterwards) {}
}
