package postprox.filter.service;

import java.util.Optional;

/**
 * What a server has said so far in one attempt, as far as it matters if the rest of its answer cannot be used ({@link Servers}). Not
 * thread-safe.
 */
public final class Heard {
    private boolean isItsProtocol;
    private Optional<String> against = Optional.empty();

    /**
     * Nothing has come over the connection that is used now. A filter may try again within one attempt, and who answers then need not be the
     * same. What was said against the message stays: a try that fails does not take it back.
     */
    void newConnection() {
        isItsProtocol = false;
    }

    /** The server has begun to answer in its protocol. What is wrong with the rest may be a sender's doing, and says nothing of other messages. */
    public void itsProtocol() {
        isItsProtocol = true;
    }

    /**
     * The server is against the message, or may be. If the rest of its answer cannot be used, the message does not pass.
     *
     * @param words what it has said, for the log, as in "it was against the message"
     */
    public void against(String words) {
        against = Optional.of(words);
    }

    /**
     * The rest of the answer tells whether the server is against the message. If it cannot be used, the message passes only if another server
     * lets it pass.
     */
    public void mayBeAgainst() {
        against = against.or(() -> Optional.of(""));
    }

    /** What the server has said against the message until now has no consequence. */
    public void nothingAgainst() {
        against = Optional.empty();
    }

    boolean isItsProtocol() {
        return isItsProtocol;
    }

    /** Whether the server is against the message, or may be. */
    boolean isAgainst() {
        return against.isPresent();
    }

    /** Whether the server has said that it is against the message. */
    boolean hasWordsAgainst() {
        return against.filter(words -> !words.isEmpty()).isPresent();
    }

    /** What it has said against the message, and why the rest of its answer cannot be used. */
    String andThen(String why) {
        return against.filter(words -> !words.isEmpty())
                .map(words -> words + ", and then: " + why)
                .orElse(why);
    }
}
