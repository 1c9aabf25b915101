package postprox.nexthop;

import java.util.Map;
import java.util.Optional;
import postprox.event.ReachedLimit;
import postprox.event.SessionEvent.Dialogue.Direction;
import postprox.event.SessionEvent.NextHopTrouble.Kind;
import postprox.event.SessionEvents;
import postprox.smtp.Command;
import postprox.smtp.MemoryBudget;
import postprox.smtp.Reply;
import postprox.smtp.Verb;
import postprox.smtp.Xforward.Attribute;
import postprox.time.Deadline;
import postprox.time.Ticker;

/**
 * The next hop of one session: its connection, and {@link Reconnection} for another one in the same state. Another one is
 * needed after a loss, and after the refusal of a message, which ends the connection with QUIT. Not thread-safe.
 */
public final class NextHop {
    private static final Command RSET = Command.parse("RSET");

    /**
     * The maximum number of NOOPs that a {@link KeepAlive} sends on one connection. Servers count them: Exim hangs up after 10
     * commands that are no mail (smtp_accept_max_nonmail), Postfix counts those above 100 as errors (smtpd_junk_command_limit).
     */
    private static final int MAX_NOOPS = 8;

    private final NextHopServices services;
    private final NextHopTimeouts timeouts;
    private final Ticker ticker;
    private final SessionEvents events;
    private final MemoryBudget memory;
    private final Connector connector;
    private final Openings openings = new Openings();
    private final Replay replay;
    private final Reconnection reconnection;

    private final Optional<TrueClient> trueClient;

    private Optional<NextHopConnection> hop = Optional.empty();

    /**
     * Makes the next hop of one session, without a connection yet.
     *
     * @param events      the events of this session
     * @param memory      the session's budget, for commands that are remembered and for buffers
     * @param transaction the transaction that a new connection must hear
     */
    public NextHop(
            NextHopServices services, SessionEvents events, MemoryBudget memory, ReplayableTransaction transaction) {
        this(services, events, memory, transaction, Map.of());
    }

    /**
     * Makes the next hop of one session, without a connection yet.
     *
     * @param told what a balancer has told of the client, of which the next hop then hears; may be empty
     */
    public NextHop(
            NextHopServices services,
            SessionEvents events,
            MemoryBudget memory,
            ReplayableTransaction transaction,
            Map<Attribute, String> told) {
        this.trueClient = told.isEmpty() ? Optional.empty() : Optional.of(new TrueClient(told));
        this.memory = memory;
        this.services = services;
        this.ticker = services.ticker();
        this.timeouts = services.timeouts();
        this.events = events;
        this.connector = new Connector(services, events, memory);
        this.replay = new Replay(memory, transaction);
        this.reconnection = new Reconnection(connector, timeouts, events, openings, replay);
    }

    /**
     * Connects for the first time.
     *
     * @return the greeting, positive or not
     */
    public Reply connect() throws NextHopLost {
        Connector.Connected connected = connector.connect(replyDeadline());
        hop = Optional.of(connected.hop());
        return connected.greeting();
    }

    /** The deadline for one reply. */
    private Deadline replyDeadline() {
        return Deadline.after(ticker, timeouts.reply());
    }

    /**
     * Passes a command of the client on and waits for its reply. If another connection must be opened first, the opening and
     * the reply share the time of one reply, since the client waits for one (Postfix's smtpd_proxy_timeout).
     */
    public Reply forward(Command command) throws NextHopLost {
        Deadline deadline = replyDeadline();
        NextHopConnection open = connected(deadline);
        open.timeouts(timeouts.reply(), deadline);
        return trueClient.isPresent() ? forward(command, open, trueClient.get()) : open.forward(command);
    }

    private Reply forward(Command command, NextHopConnection open, TrueClient client) throws NextHopLost {
        if (command.verb() == Verb.MAIL) {
            client.tell(open, replay);
        }
        Reply reply = open.forward(command);
        if (command.verb() == Verb.EHLO && reply.isPositive()) {
            client.hear(reply);
        }
        return reply;
    }

    /**
     * Passes on a line of a dialogue, such as that of AUTH, and waits for its reply. Only the connection of this dialogue may
     * hear the line: another one would take a secret for a command.
     *
     * @throws NextHopLost if this connection is lost
     */
    public Reply forwardStep(Command step) throws NextHopLost {
        NextHopConnection open = withTimeOfReply();
        open.look();
        return open.forward(step);
    }

    /**
     * Writes a command before the next hop has answered earlier ones (RFC 2920). {@link #answerTo} waits for its reply.
     *
     * @throws NextHopLost if the connection is lost
     */
    public void sendAhead(Command command) throws NextHopLost {
        withTimeOfReply().send(command);
    }

    /**
     * Waits for the reply to a command that {@link #sendAhead} has written. Replies come in the order of their commands.
     *
     * @throws NextHopLost if the connection is lost
     */
    public Reply answerTo(Command command) throws NextHopLost {
        return withTimeOfReply().answerTo(command);
    }

    /**
     * A connection that waits for a command: the present one, or another in the same state.
     *
     * @param deadline the end of the time for opening another one and for the replay on it
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
        return current();
    }

    /**
     * Makes sure that a next hop which refused the client's last command has not hung up because of it. The session calls this
     * before it asks the client for content. A loss after it is no answer to the client.
     */
    public void settle() throws NextHopLost {
        if (current().isUnwelcome()) {
            connected(replyDeadline()).settle();
        }
    }

    /**
     * The present connection.
     *
     * @throws NextHopLost if there is none
     */
    NextHopConnection current() throws NextHopLost {
        return hop.orElseThrow(() -> new NextHopLost(NextHopLost.Why.CLOSED, "the connection is closed"));
    }

    /** The present connection, with the usual time for its next reply, however long the wait before might have been. */
    private NextHopConnection withTimeOfReply() throws NextHopLost {
        NextHopConnection open = current();
        open.timeouts(timeouts.reply());
        return open;
    }

    /** Whether the next hop waits for a command, and accepts more commands before it has answered that one (RFC 2920). */
    public boolean takesGroup() {
        return hop.isPresent() && hop.get().offer().pipelines() && hop.get().isListening();
    }

    /** Whether a command may be written to the next hop before its reply to the one in front. */
    public boolean mayBeInGroup(Command command) {
        boolean needsWordsInFront = command.verb() == Verb.MAIL
                && trueClient.isPresent()
                && hop.isPresent()
                && trueClient.get().speaks(hop.get());
        return !needsWordsInFront;
    }

    /** Whether the next hop has offered to keep the eighth bit of content (RFC 6152). */
    public boolean keepsEighthBit() {
        return hop.isPresent() && hop.get().offer().keepsEighthBit();
    }

    /** The session's budget. */
    MemoryBudget memory() {
        return memory;
    }

    /** The time limits with which the session began. */
    NextHopTimeouts timeouts() {
        return timeouts;
    }

    /** Whether there is a connection. The next hop may have closed it, which is found when it is used again. */
    public boolean isOpen() {
        return hop.isPresent();
    }

    /** The reason why no other connection may be opened; empty if one may. With such a reason, a loss ends the session. */
    public Optional<NoReconnection> noReconnection() {
        return openings.refusal();
    }

    /** The limit that is reached, so that no more commands about the client can be remembered for a new connection. */
    public Optional<ReachedLimit> exceeded() {
        return replay.exceeded();
    }

    /** Remembers a command that the next hop carried out, for a new connection. */
    public void remember(Command command) {
        if (command.verb() == Verb.AUTH) {
            openings.authenticate();
        }
        if (trueClient.isPresent()) {
            trueClient.get().note(command);
        }
        replay.remember(command);
    }

    /** Forgets the XFORWARD commands of the transaction that has ended. */
    public void forgetXforward() {
        replay.forgetXforward();
    }

    /** Notes that a message has its answer, which allows one more opening. */
    public void endMessage() {
        openings.endMessage();
    }

    /** The maximum size of a message for the next hop, as RFC 1870 counts it; 0 if it declares none. */
    public long maxBytes() {
        return hop.isPresent() ? hop.get().offer().maxBytes() : 0;
    }

    /**
     * Makes the next hop forget the envelope of a refused message, by QUIT, or by RSET if no other connection may be opened.
     */
    public void abandon() {
        if (noReconnection().isEmpty()) {
            quit();
        } else {
            reset();
        }
    }

    /** Makes the next hop forget an envelope by RSET, and keeps the connection. Without a connection it does nothing. */
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

    /**
     * Starts a {@link KeepAlive}. After AUTH the number of its NOOPs has no limit, since no other connection can take the place
     * of one that gives up waiting.
     */
    public KeepAlive keepAlive() throws NextHopLost {
        return KeepAlive.start(
                current(),
                timeouts.keepAlive(),
                openings.isAuthenticated() ? Integer.MAX_VALUE : MAX_NOOPS,
                timeouts.reply(),
                ticker,
                services.watchdog());
    }

    /**
     * Ends the connection by the client's own QUIT.
     *
     * @throws NextHopLost if no answer comes within a few seconds
     */
    public Reply sayGoodbye(Command quit) throws NextHopLost {
        try {
            NextHopConnection open = current();
            open.endSoon();
            return open.ask(quit);
        } finally {
            drop();
        }
    }

    /** Ends the connection by QUIT, if there is one. */
    public void quit() {
        hop.ifPresent(NextHopConnection::quit);
        hop = Optional.empty();
    }

    /** Closes the connection without QUIT, if there is one. */
    public void drop() {
        hop.ifPresent(NextHopConnection::close);
        hop = Optional.empty();
    }

    /** Closes the connection, which was lost, and notes the loss. */
    public void lose(NextHopLost loss) {
        drop();
        reconnection.note(loss);
    }
}
