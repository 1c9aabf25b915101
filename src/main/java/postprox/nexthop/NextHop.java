package postprox.nexthop;

import java.util.Optional;
import postprox.event.Event.Dialogue.Direction;
import postprox.event.Event.NextHopTrouble.Kind;
import postprox.event.SessionEvents;
import postprox.smtp.Command;
import postprox.smtp.MemoryBudget;
import postprox.smtp.Reply;
import postprox.time.Deadline;
import postprox.time.Ticker;

/**
 * The way to the next hop: a connection, and {@link Reconnection} for another one in the same state. That is needed after a loss,
 * and after a refusal, which ends the connection with QUIT. Not thread-safe.
 */
public final class NextHop {
    private static final Command RSET = Command.parse("RSET");

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
    private final Connector connector;
    private final Reconnection reconnection;

    private Optional<NextHopConnection> hop = Optional.empty();

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
        this.services = services;
        this.ticker = services.ticker();
        this.timeouts = services.timeouts();
        this.events = events;
        this.connector = new Connector(services, events, memory);
        this.reconnection = new Reconnection(connector, timeouts, events, new Replay(memory, transaction));
    }

    /**
     * Connects for the first time.
     *
     * @return the greeting, whatever it says
     */
    public Reply connect() throws NextHopLost {
        Connector.Connected connected = connector.connect(replyDeadline());
        hop = Optional.of(connected.hop());
        resetTimeouts();
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
        hop = Optional.of(reconnection.open(deadline));
        resetTimeouts();
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

    /** Whether it waits for a command, and takes more of them before it has answered that one (RFC 2920). */
    public boolean takesGroup() {
        return hop.isPresent() && hop.get().offer().pipelines() && hop.get().isListening();
    }

    /** Whether the next hop has offered to keep the eighth bit of content. */
    public boolean keepsEighthBit() {
        return hop.isPresent() && hop.get().offer().keepsEighthBit();
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
        return reconnection.refusal();
    }

    /** Why one more command about the client cannot be remembered for connections to come, if it cannot. */
    public Optional<ReplayCapacity> exceeded() {
        return reconnection.exceeded();
    }

    /** Notes a command that the next hop carried out, for connections to come. */
    public void remember(Command command) {
        reconnection.remember(command);
    }

    /** Forgets what XFORWARD said for the transaction, which is over. */
    public void forgetXforward() {
        reconnection.forgetXforward();
    }

    /** A message has its answer: for each there may be another opening. */
    public void endMessage() {
        reconnection.endMessage();
        resetTimeouts();
    }

    /** The largest message that the next hop takes; 0 where it does not say. */
    public long maxBytes() {
        return hop.isPresent() ? hop.get().offer().maxBytes() : 0;
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
            open.endSoon();
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
                reconnection.isAuthenticated() ? Integer.MAX_VALUE : MAX_NOOPS,
                timeouts.reply(),
                ticker,
                services.watchdog());
    }

    /** Ends the connection with the client's own QUIT; an answer that does not come soon is not missed. */
    public Reply sayGoodbye(Command quit) throws NextHopLost {
        try {
            NextHopConnection open = current();
            open.endSoon();
            return open.ask(quit);
        } finally {
            drop();
        }
    }

    /** Ends the connection with QUIT, if there is one. */
    public void quit() {
        hop.ifPresent(NextHopConnection::quit);
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
        reconnection.note(why);
    }
}
