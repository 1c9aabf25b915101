package postprox.filter.service;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.StringJoiner;
import postprox.filter.Answer;
import postprox.filter.NoVerdict;

/** What has become so far of the attempts to have a message examined, none of which brought an answer. Not thread-safe. */
final class Unanswered {
    /** A message that makes servers fail must not reach all of them. */
    private static final int MOST_THAT_SEE_A_MESSAGE = 2;

    private final StringJoiner reasons = new StringJoiner("; ");
    private final Deque<Outcome.NoRoom> full = new ArrayDeque<>();
    private int seen;
    private boolean isTimedOut;
    private boolean isInDoubt;

    /** Notes that a server was not asked. */
    void leftAlone(String reason) {
        reasons.add(reason);
    }

    /** Notes an outcome that is no answer. */
    void add(Outcome outcome) {
        switch (outcome) {
            case Outcome.Unreached(String reason) -> reasons.add(reason);
            case Outcome.Failure(String reason, boolean mayBeAgainst) -> {
                reasons.add(reason);
                seen++;
                isInDoubt |= mayBeAgainst;
            }
            case Outcome.TimedOut(String reason, boolean mayBeAgainst) -> {
                reasons.add(reason);
                isTimedOut = true;
                isInDoubt |= mayBeAgainst;
            }
            case Outcome.NoRoom noRoom -> full.add(noRoom);
            case Outcome.Final _ -> throw new IllegalArgumentException("an answer ends the examination");
        }
    }

    /** Whether another server may be asked. */
    boolean mayGoOn() {
        return !isTimedOut && seen < MOST_THAT_SEE_A_MESSAGE;
    }

    boolean hasReasons() {
        return reasons.length() > 0;
    }

    /** The preferred server without room, to be waited for; empty if there is none, or if no other one may be asked. */
    Optional<Outcome.NoRoom> toWaitFor() {
        return mayGoOn() ? Optional.ofNullable(full.peekFirst()) : Optional.empty();
    }

    /** Notes an outcome, which is no answer, at the server that was waited for. */
    void addWaitedFor(Outcome outcome) {
        if (!(outcome instanceof Outcome.NoRoom)) {
            full.removeFirst();
            add(outcome);
        }
    }

    /**
     * The answer if nobody is asked any more. A message passes by failures of servers only if none of them may have been against it, and
     * none was kept from it by want of room, which a client could bring about.
     */
    Answer answer() {
        if (isInDoubt) {
            return new NoVerdict.Doubtful(reasons.toString());
        }
        return full.isEmpty()
                ? new NoVerdict.Failed(reasons.toString())
                : full.getFirst().postponed();
    }
}
