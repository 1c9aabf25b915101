package postprox.nexthop;

import java.time.Duration;
import java.util.Optional;
import postprox.event.Event.Dialogue.Direction;
import postprox.event.Event.NextHopTrouble.Kind;
import postprox.event.SessionEvents;
import postprox.smtp.Command;
import postprox.smtp.MemoryBudget;
import postprox.smtp.Reply;
import postprox.smtp.Verb;
import postprox.time.Deadline;
import postprox.time.Ticker;

/**
 * The way to the next hop: a connection, and how to open another one in the same state. One is needed after a loss, and
 * after a refusal, which ends the connection with QUIT. Not thread-safe.
 */
public final class NextHop {
    private static final Command RSET = Command.parse("RSET");

    /** How long the client's answer may wait for the next hop to say goodbye or to forget an envelope. */
    private static final Duration GOODBYE = Duration.ofSeconds(5);

    /**
     * How many NOOPs of ours a connection hears. Servers count them: Exim hangs up behind 10 commands that are no mail
     * (smtp_accept_max_nonmail), Postfix takes more than 100 for errors (smtpd_junk_command_limit).
     */
    private static final int MAX_NOOPS = 8;

    private final NextHopServices services;
    private final NextHopTimeouts timeouts;
    private final Ticker ticker;
    private final SessionEvents events;
    private final MemoryBudget memory;
    private final Replay replay;
    private final Openings openings = new Openings();

    private Optional<NextHopConnection> hop = Optional.empty();

    /** Why there is none, where another one was not opened yet. */
    private Optional<NextHopLost> loss = Optional.empty();

    /**
     * The next hop of one session; there is no connection yet.
     *
     * @param events      the session's
     * @param memory      the budget for what is remembered, sent and received
     * @param transaction the envelope that a new connection has to hear
     */
    public NextHop(
            NextHopServices services, SessionEvents events, MemoryBudget memory, ReplayableTransaction transaction) {
        this.memory = memory;
        this.replay = new Replay(memory, transaction);
        this.services = services;
        this.ticker = services.ticker();
        this.timeouts = services.timeouts();
        this.events = events;
    }

    /**
     * Connects for the first time.
     *
     * @return the greeting, whatever it says
     */
    public Reply connect() throws NextHopLost {
        Reply greeting = connect(replyDeadline());
        resetTimeouts();
        return greeting;
    }

    private Reply connect(Deadline deadline) throws NextHopLost {
        Connector.Connected connected = new Connector(services, events, memory).connect(deadline);
        hop = Optional.of(connected.hop());
        connected.hop().timeouts(timeouts.reply(), deadline);
        return connected.greeting();
    }

    /** Until when one reply must be here. */
    private Deadline replyDeadline() {
        return Deadline.after(ticker, timeouts.reply());
    }

    /**
     * Passes a command of the client's on and waits for its reply. Where another connection is needed first, opening it and the
     * reply share the time of one reply: for one is what the client waits (Postfix's smtpd_proxy_timeout).
     */
    public Reply forward(Command command) throws NextHopLost {
        Deadline deadline = replyDeadline();
        NextHopConnection waiting = connected(deadline);
        waiting.timeouts(timeouts.reply(), deadline);
        try {
            return waiting.forward(command);
        } finally {
            resetTimeouts();
        }
    }

    /**
     * A connection that waits for a command: the one there is, or another in the same state.
     *
     * @param deadline until when, for all of it
     */
    NextHopConnection connected(Deadline deadline) throws NextHopLost {
        if (hop.isPresent()) {
            try {
                hop.get().look();
                return hop.get();
            } catch (NextHopLost e) {
                events.dialogue(Direction.FROM_NEXT_HOP, "(lost while it waited: " + e.detail() + ")");
                lose(e);
            }
        }
        reopen(deadline);
        return current();
    }

    /** Before content is asked for: makes sure that a next hop which refused the client's last command has not hung up. */
    public void settle() throws NextHopLost {
        if (current().isUnwelcome()) {
            connected(replyDeadline()).settle();
        }
    }

    /** The connection that there is. */
    public NextHopConnection current() throws NextHopLost {
        return hop.orElseThrow(() -> new NextHopLost(NextHopLost.Why.CLOSED, "the connection is closed"));
    }

    /** Whether the next hop has offered to keep the eighth bit of content. */
    public boolean keepsEighthBit() {
        return hop.isPresent() && hop.get().keepsEighthBit();
    }

    /** The budget for what this session sends and receives. */
    MemoryBudget memory() {
        return memory;
    }

    /** Whether there is a connection, as far as is known. */
    public boolean isOpen() {
        return hop.isPresent();
    }

    /** Why no other connection may be opened, if none may: then the session ends. */
    public Optional<NoReconnection> noReconnection() {
        return openings.refusal();
    }

    /** Why one more command about the client cannot be remembered for connections to come, if it cannot. */
    public Optional<ReplayCapacity> exceeded() {
        return replay.exceeded();
    }

    /** Notes a command that the next hop carried out, for connections to come. */
    public void remember(Command command) {
        if (command.verb() == Verb.AUTH) {
            openings.authenticate();
        }
        replay.remember(command);
    }

    /** Forgets what XFORWARD said for the transaction, which is over. */
    public void forgetXforward() {
        replay.forgetXforward();
    }

    /** A message has its answer: for each there may be another opening. */
    public void endMessage() {
        openings.endMessage();
        resetTimeouts();
    }

    /** The largest message that the next hop takes; 0 where it does not say. */
    public long maxBytes() {
        return hop.isPresent() ? hop.get().maxBytes() : 0;
    }

    /** Lets the next hop forget a refused message's envelope: with QUIT, or where we could not come back, with RSET. */
    public void abandon() {
        if (noReconnection().isEmpty()) {
            quit();
        } else {
            reset();
        }
    }

    /** Lets the next hop forget an envelope but not the connection, with RSET. */
    public void reset() {
        if (hop.isEmpty()) {
            return;
        }
        try {
            NextHopConnection open = current();
            open.timeouts(GOODBYE, Deadline.after(ticker, GOODBYE));
            Reply reply = open.ask(RSET);
            if (!reply.isPositive()) {
                throw new NextHopLost(NextHopLost.Why.CONFUSED, "it refused RSET: " + reply.oneLine());
            }
        } catch (NextHopLost e) {
            events.nextHop(Kind.LOST, e.detail());
            lose(e);
        }
    }

    /** Back to the timeouts for ordinary commands. */
    public void resetTimeouts() {
        hop.ifPresent(open -> open.timeouts(timeouts.reply()));
    }

    /** Starts to keep the next hop awake while it has to wait. */
    public KeepAlive keepAlive() throws NextHopLost {
        return KeepAlive.start(
                current(),
                timeouts.keepAlive(),
                openings.isAuthenticated() ? Integer.MAX_VALUE : MAX_NOOPS,
                timeouts.reply(),
                ticker,
                services.watchdog());
    }

    /** Ends the connection with the client's own QUIT; an answer that does not come soon is not missed. */
    public Reply sayGoodbye(Command quit) throws NextHopLost {
        try {
            NextHopConnection open = current();
            open.timeouts(GOODBYE, Deadline.after(ticker, GOODBYE));
            return open.ask(quit);
        } finally {
            drop();
        }
    }

    /** Ends the connection with QUIT, if there is one. */
    public void quit() {
        hop.ifPresent(open -> {
            open.timeouts(GOODBYE, Deadline.after(ticker, GOODBYE));
            open.quit();
        });
        hop = Optional.empty();
    }

    /** Closes a connection that is of no use any more. */
    public void drop() {
        hop.ifPresent(NextHopConnection::close);
        hop = Optional.empty();
    }

    /** The connection was lost. */
    public void lose(NextHopLost why) {
        drop();
        loss = Optional.of(why);
        openings.note(why);
    }

    private void reopen(Deadline deadline) throws NextHopLost {
        Optional<NoReconnection> refused = noReconnection();
        if (refused.isPresent()) {
            throw loss.orElseGet(() -> new NextHopLost(
                    NextHopLost.Why.UNREACHABLE, refused.get().end().text()));
        }
        openings.count();
        Optional<NextHopLost> inTransaction = loss.filter(_ -> replay.isInTransaction());
        try {
            Reply greeting = connect(deadline);
            Optional<String> refusal = replay.sayTo(current(), greeting);
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
        resetTimeouts();
    }
}
