package postprox.filter.service;

import java.util.Optional;

/**
 * What a server has said so far in one attempt, as far as it matters if the rest of its answer cannot be used ({@link Servers}). Not
 * thread-safe.
 */
public final class Heard {
    private boolean isItsProtocol;
    private Optional<String> against = Optional.empty();

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

    /** The rest of the answer tells whether the server is against the message. If it cannot be used, the message does not pass. */
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

    /** What it has said against the message, and why the rest of its answer cannot be used. */
    String andThen(String why) {
        return against.filter(words -> !words.isEmpty())
                .map(words -> words + ", and then: " + why)
                .orElse(why);
    }
}
