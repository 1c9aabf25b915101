package postprox.filter.service;

import postprox.filter.Answer;
import postprox.filter.NoVerdict;

/** The outcome of an attempt at a server: an answer that ends the examination, or why another server may be asked. */
sealed interface Outcome {
    record Final(Answer answer) implements Outcome {}

    record Failure(String reason, boolean mayHaveSeen) implements Outcome {}

    record NoRoom(Server server, String reason) implements Outcome {
        /** The answer if the message finds room nowhere. */
        Answer postponed() {
            return new NoVerdict.Postponed("cannot hand the message to " + reason);
        }
    }
}
