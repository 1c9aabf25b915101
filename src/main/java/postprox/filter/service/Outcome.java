package postprox.filter.service;

import postprox.filter.Answer;
import postprox.filter.NoVerdict;

/** The outcome of an attempt at a server: an answer that ends the examination, or why there is none. */
sealed interface Outcome {
    record Final(Answer answer) implements Outcome {}

    /** There is no connection, so that the server has not seen the message. */
    record Unreached(String reason) implements Outcome {}

    /**
     * The server failed on the message. One other server may be asked.
     *
     * @param isInDoubt whether the server may have been against the message
     */
    record Failure(String reason, boolean isInDoubt) implements Outcome {}

    /** The server did not answer in time. No other one is asked. */
    record TimedOut(String reason, boolean isInDoubt) implements Outcome {}

    record NoRoom(Server server, String reason) implements Outcome {
        /** The answer if the message finds room nowhere. */
        Answer postponed() {
            return new NoVerdict.Postponed("cannot hand the message to " + reason);
        }
    }
}
