package postprox.nexthop;

import java.util.Optional;
import postprox.event.SessionEvent.NextHopTrouble.Kind;
import postprox.event.SessionEvents;
import postprox.time.Deadline;

/**
 * Opens another connection and brings it into the state of the one before. {@link Openings} decides whether it may be opened,
 * {@link Connector} connects, and {@link Replay} repeats the client's commands. Not thread-safe.
 */
final class Reconnection {
    private final Connector connector;
    private final NextHopTimeouts timeouts;
    private final SessionEvents events;
    private final Openings openings;
    private final Replay replay;

    /** The loss of the last connection, until another one is open. */
    private Optional<NextHopLost> loss = Optional.empty();

    Reconnection(
            Connector connector, NextHopTimeouts timeouts, SessionEvents events, Openings openings, Replay replay) {
        this.connector = connector;
        this.timeouts = timeouts;
        this.events = events;
        this.openings = openings;
        this.replay = replay;
    }

    /** Notes the loss of the connection. */
    void note(NextHopLost latest) {
        loss = Optional.of(latest);
        openings.note(latest);
    }

    /**
     * Opens another connection in the state of the one before.
     *
     * @param deadline the end of the time for connecting and for the replay together
     */
    NextHopConnection open(Deadline deadline) throws NextHopLost {
        Optional<NoReconnection> refused = openings.refusal();
        if (refused.isPresent()) {
            throw loss.orElseGet(() -> new NextHopLost(
                    NextHopLost.Why.UNREACHABLE, refused.get().end().text()));
        }
        openings.count();
        Optional<NextHopLost> lossInTransaction = loss.filter(_ -> replay.isInTransaction());
        try {
            NextHopConnection next = inSameState(deadline);
            lossInTransaction.ifPresent(first -> events.nextHop(Kind.OPENED_AGAIN, first.detail()));
            loss = Optional.empty();
            return next;
        } catch (NextHopLost e) {
            throw lossInTransaction.map(first -> first.inVain(e)).orElseGet(e::withoutWords);
        }
    }

    private NextHopConnection inSameState(Deadline deadline) throws NextHopLost {
        Connector.Connected connected = connector.connect(deadline);
        NextHopConnection next = connected.hop();
        boolean isInSameState = false;
        try {
            next.timeouts(timeouts.reply(), deadline);
            Optional<String> refusal = replay.sayTo(next, connected.greeting());
            if (refusal.isPresent()) {
                next.quit();
                throw new NextHopLost(NextHopLost.Why.UNREACHABLE, "on a new connection, " + refusal.get());
            }
            isInSameState = true;
            return next;
        } finally {
            if (!isInSameState) {
                // The caller has no connection yet that it could close, whatever ends the replay.
                next.close();
            }
        }
    }
}
