package postprox.control;

import tools.jackson.core.JsonGenerator;

/** A question that a process answers. Thread-safe. */
@FunctionalInterface
public interface Question {
    /** Writes the answer: properties of the object that has been begun. */
    void answer(JsonGenerator json);
}
