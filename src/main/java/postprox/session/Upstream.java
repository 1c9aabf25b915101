package postprox.session;

import java.time.Duration;
import java.util.Optional;
import postprox.event.Event.Dialogue.Direction;
import postprox.event.Event.NextHopTrouble.Kind;
import postprox.event.Limit;
import postprox.event.SessionEnd;
import postprox.event.SessionEvents;
import postprox.smtp.Command;
import postprox.smtp.Reply;
import postprox.smtp.Room;
import postprox.smtp.Verb;
import postprox.time.Deadline;
import postprox.time.Ticker;

/**
 * The way to the next hop: a connection, and how to open another one in the same state. One is needed after a loss, and
 * after a refusal, which ends the connection with QUIT. Not thread-safe.
 */
final class Upstream {
    private static final Command RSET = Command.parse("RSET");

    /** How long the client's answer may wait for the next hop to say goodbye or to forget an envelope. */
    private static final Duration GOODBYE = Duration.ofSeconds(5);

    /**
     * How many NOOPs of ours a connection hears. Servers count them: Exim hangs up behind 10 commands that are no mail
     * (smtp_accept_max_nonmail), Postfix takes more than 100 for errors (smtpd_junk_command_limit).
     */
    private static final int MOST_NOOPS = 8;

    private final Surroundings surroundings;
    private final SessionSettings settings;
    private final Ticker ticker;
    private final SessionEvents events;
    private final Memory.Share memory;
    private final Replay replay;
    private final Openings openings = new Openings();

    private Optional<NextHop> hop = Optional.empty();

    /** Why there is none, where another one was not opened yet. */
    private Optional<NextHopLost> loss = Optional.empty();

    Upstream(Surroundings surroundings, SessionEvents events, Memory.Share memory, Transaction transaction) {
        this.memory = memory;
        this.replay = new Replay(memory, transaction);
        this.surroundings = surroundings;
        this.ticker = surroundings.ticker();
        this.settings = surroundings.settings();
        this.events = events;
    }

    /**
     * Connects for the first time.
     *
     * @return the greeting, whatever it says
     */
    Reply connect() throws NextHopLost {
        Reply greeting = connect(patienceFromNow());
        resetPatience();
        return greeting;
    }

    private Reply connect(Deadline whole) throws NextHopLost {
        Connector.Connected connected = new Connector(surroundings, events, memory).connect(whole);
        hop = Optional.of(connected.hop());
        connected.hop().patience(settings.nextHopTimeout(), whole);
        return connected.greeting();
    }

    /** The time of one reply. */
    private Deadline patienceFromNow() {
        return Deadline.after(ticker, settings.nextHopTimeout());
    }

    /**
     * Passes a command of the client's on and waits for its reply. Where another connection is needed first, opening it and the
     * reply share the time of one reply: for one is what the client waits (Postfix's smtpd_proxy_timeout).
     */
    Reply forward(Command command) throws NextHopLost {
        Deadline whole = patienceFromNow();
        NextHop waiting = hop(whole);
        waiting.patience(settings.nextHopTimeout(), whole);
        try {
            return waiting.forward(command);
        } finally {
            resetPatience();
        }
    }

    /**
     * A connection that waits for a command: the one there is, or another in the same state.
     *
     * @param whole until when, for all of it
     */
    NextHop hop(Deadline whole) throws NextHopLost {
        if (hop.isPresent()) {
            try {
                hop.get().look();
                return hop.get();
            } catch (NextHopLost e) {
                events.dialogue(Direction.FROM_NEXT_HOP, "(lost while it waited: " + e.detail() + ")");
                lose(e);
            }
        }
        reopen(whole);
        return openHop();
    }

    /** Before content is asked for: makes sure that a next hop which refused the client's last command has not hung up. */
    void settle() throws NextHopLost {
        if (openHop().isUnwelcome()) {
            hop(patienceFromNow()).settle();
        }
    }

    /** The connection that there is. */
    NextHop openHop() throws NextHopLost {
        return hop.orElseThrow(() -> new NextHopLost(NextHopLost.Why.CLOSED, "the connection is closed"));
    }

    /** Whether the next hop has offered to keep the eighth bit of content. */
    boolean keepsEighthBit() {
        return hop.isPresent() && hop.get().keepsEighthBit();
    }

    /** What is taken for this connection comes from it. */
    Room memory() {
        return memory;
    }

    boolean isOpen() {
        return hop.isPresent();
    }

    /** Why no other connection may be opened, if none may: then the session ends. */
    Optional<SessionEnd> end() {
        return openings.end();
    }

    /** Why one more command about the client cannot be remembered for connections to come, if it cannot. */
    Optional<Limit> lackOfRoom() {
        return replay.lackOfRoom();
    }

    /** Notes a command that the next hop carried out, for connections to come. */
    void remember(Command command) {
        if (command.verb() == Verb.AUTH) {
            openings.authenticate();
        }
        replay.remember(command);
    }

    /** The transaction is over, and with it what XFORWARD said for it. */
    void endTransaction() {
        replay.endTransaction();
    }

    /** A message has its answer: for each there may be another opening. */
    void endMessage() {
        openings.endMessage();
        resetPatience();
    }

    /** The largest message that the next hop takes; 0 where it does not say. */
    long mostBytes() {
        return hop.isPresent() ? hop.get().mostBytes() : 0;
    }

    /** Lets the next hop forget a refused message's envelope: with QUIT, or where we could not come back, with RSET. */
    void refuseTransaction() {
        if (end().isEmpty()) {
            quit();
        } else {
            forgetTransaction();
        }
    }

    /** Lets the next hop forget an envelope but not the connection. */
    void forgetTransaction() {
        if (hop.isEmpty()) {
            return;
        }
        try {
            NextHop open = openHop();
            open.patience(GOODBYE, Deadline.after(ticker, GOODBYE));
            Reply reply = open.ask(RSET);
            if (!reply.isPositive()) {
                throw new NextHopLost(NextHopLost.Why.CONFUSED, "it refused RSET: " + reply.oneLine());
            }
        } catch (NextHopLost e) {
            events.nextHop(Kind.LOST, e.detail());
            lose(e);
        }
    }

    /** Back to the patience for ordinary commands. */
    void resetPatience() {
        hop.ifPresent(open -> open.patience(settings.nextHopTimeout()));
    }

    /** Starts to keep the next hop awake while it has to wait. */
    KeepAlive keepAlive() throws NextHopLost {
        return KeepAlive.start(
                openHop(),
                settings.keepAlive(),
                openings.isAuthenticated() ? Integer.MAX_VALUE : MOST_NOOPS,
                settings.nextHopTimeout(),
                ticker,
                surroundings.watchdog());
    }

    /** Ends the connection with the client's own QUIT; an answer that does not come soon is not missed. */
    Reply sayGoodbye(Command quit) throws NextHopLost {
        try {
            NextHop open = openHop();
            open.patience(GOODBYE, Deadline.after(ticker, GOODBYE));
            return open.ask(quit);
        } finally {
            drop();
        }
    }

    void quit() {
        hop.ifPresent(open -> {
            open.patience(GOODBYE, Deadline.after(ticker, GOODBYE));
            open.quit();
        });
        hop = Optional.empty();
    }

    /** Closes a connection that is of no use any more. */
    void drop() {
        hop.ifPresent(NextHop::close);
        hop = Optional.empty();
    }

    /** The connection was lost. */
    void lose(NextHopLost why) {
        drop();
        loss = Optional.of(why);
        openings.note(why);
    }

    private void reopen(Deadline whole) throws NextHopLost {
        Optional<SessionEnd> end = end();
        if (end.isPresent()) {
            throw loss.orElseGet(
                    () -> new NextHopLost(NextHopLost.Why.UNREACHABLE, end.get().text()));
        }
        openings.count();
        Optional<NextHopLost> inTransaction = loss.filter(_ -> replay.isInTransaction());
        try {
            Reply greeting = connect(whole);
            Optional<String> refusal = replay.sayTo(openHop(), greeting);
            if (refusal.isPresent()) {
                quit();
                throw new NextHopLost(NextHopLost.Why.UNREACHABLE, "on a new connection, " + refusal.get());
            }
        } catch (NextHopLost e) {
            drop();
            throw inTransaction.map(first -> first.inVain(e)).orElseGet(e::withoutWords);
        }
        inTransaction.ifPresent(first -> events.nextHop(Kind.OPENED_AGAIN, first.detail()));
        loss = Optional.empty();
        resetPatience();
    }
}
