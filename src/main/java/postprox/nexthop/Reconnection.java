package postprox.nexthop;

import java.util.Optional;
import postprox.event.Event.NextHopTrouble.Kind;
import postprox.event.SessionEvents;
import postprox.smtp.Command;
import postprox.smtp.Reply;
import postprox.smtp.Verb;
import postprox.time.Deadline;

/**
 * Opens another connection in the state of the one before: {@link Openings} says whether it may, {@link Connector} connects, and
 * {@link Replay} says again what the client has said. Not thread-safe.
 */
final class Reconnection {
    private final Connector connector;
    private final NextHopTimeouts timeouts;
    private final SessionEvents events;
    private final Replay replay;
    private final Openings openings = new Openings();

    /** Why the last connection cannot be used, where another one was not opened yet. */
    private Optional<NextHopLost> loss = Optional.empty();

    Reconnection(Connector connector, NextHopTimeouts timeouts, SessionEvents events, Replay replay) {
        this.connector = connector;
        this.timeouts = timeouts;
        this.events = events;
        this.replay = replay;
    }

    /** Why no other connection may be opened, if none may. */
    Optional<NoReconnection> refusal() {
        return openings.refusal();
    }

    /** Whether the client has used AUTH, which nobody can say again. */
    boolean isAuthenticated() {
        return openings.isAuthenticated();
    }

    /** Why one more command about the client cannot be remembered, if it cannot. */
    Optional<ReplayCapacity> exceeded() {
        return replay.exceeded();
    }

    /** Notes a command that the next hop carried out. */
    void remember(Command command) {
        if (command.verb() == Verb.AUTH) {
            openings.authenticate();
        }
        replay.remember(command);
    }

    /** Forgets what XFORWARD said for the transaction, which is over. */
    void forgetXforward() {
        replay.forgetXforward();
    }

    /** A message has its answer: for each there may be another opening. */
    void endMessage() {
        openings.endMessage();
    }

    /** The connection was lost. */
    void note(NextHopLost why) {
        loss = Optional.of(why);
        openings.note(why);
    }

    /**
     * Opens one.
     *
     * @param deadline until when, for all of it
     */
    NextHopConnection open(Deadline deadline) throws NextHopLost {
        Optional<NoReconnection> refused = refusal();
        if (refused.isPresent()) {
            throw loss.orElseGet(() -> new NextHopLost(
                    NextHopLost.Why.UNREACHABLE, refused.get().end().text()));
        }
        openings.count();
        Optional<NextHopLost> inTransaction = loss.filter(_ -> replay.isInTransaction());
        try {
            NextHopConnection next = inSameState(deadline);
            inTransaction.ifPresent(first -> events.nextHop(Kind.OPENED_AGAIN, first.detail()));
            loss = Optional.empty();
            return next;
        } catch (NextHopLost e) {
            throw inTransaction.map(first -> first.inVain(e)).orElseGet(e::withoutWords);
        }
    }

    private NextHopConnection inSameState(Deadline deadline) throws NextHopLost {
        Connector.Connected connected = connector.connect(deadline);
        NextHopConnection next = connected.hop();
        next.timeouts(timeouts.reply(), deadline);
        Optional<String> refusal = replayed(next, connected.greeting());
        if (refusal.isPresent()) {
            next.quit();
            throw new NextHopLost(NextHopLost.Why.UNREACHABLE, "on a new connection, " + refusal.get());
        }
        return next;
    }

    private Optional<String> replayed(NextHopConnection next, Reply greeting) throws NextHopLost {
        try {
            return replay.sayTo(next, greeting);
        } catch (NextHopLost e) {
            next.close();
            throw e;
        }
    }
}
