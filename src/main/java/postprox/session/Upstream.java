package postprox.session;

import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import postprox.log.MailLog;
import postprox.net.Deadline;
import postprox.net.Dialer;
import postprox.net.Ticker;
import postprox.net.Watchdog;
import postprox.net.Wire;
import postprox.smtp.Command;
import postprox.smtp.Reply;
import postprox.smtp.Room;
import postprox.smtp.Verb;

/**
 * The way to the next hop: a connection, and how to open another one in the same state. One is needed after a loss, and
 * after a refusal, which ends the connection with QUIT. Not thread-safe.
 */
final class Upstream {
    private static final Command RSET = Command.parse("RSET");

    /** How long the client's answer may wait for the next hop to say goodbye or to forget an envelope. */
    private static final Duration GOODBYE = Duration.ofSeconds(5);

    /**
     * How often a next hop that is lost is opened again, until a message has its answer. Each opening gives the client a
     * server that has not counted its errors yet (Postfix's smtpd_hard_error_limit, 20).
     */
    private static final int MOST_OPENINGS = 20;

    /**
     * How many NOOPs of ours a connection hears. Servers count them: Exim hangs up behind 10 commands that are no mail
     * (smtp_accept_max_nonmail), Postfix takes more than 100 for errors (smtpd_junk_command_limit).
     */
    private static final int MOST_NOOPS = 8;

    private final Dialer dialer;
    private final SessionSettings settings;
    private final Watchdog watchdog;
    private final Ticker ticker;
    private final String session;
    private final MailLog log;
    private final Memory.Share memory;

    private final Replay replay;

    private int openings = MOST_OPENINGS;
    private boolean sentAway;
    private boolean authenticated;
    private Optional<NextHop> hop = Optional.empty();

    /** Why there is none, where another one was not opened yet. */
    private Optional<NextHopLost> loss = Optional.empty();

    Upstream(Surroundings surroundings, String session, Memory.Share memory, Transaction transaction) {
        this.memory = memory;
        this.replay = new Replay(memory, transaction);
        this.dialer = surroundings.dialer();
        this.watchdog = surroundings.watchdog();
        this.ticker = surroundings.ticker();
        this.settings = surroundings.settings();
        this.session = session;
        this.log = surroundings.log();
    }

    /**
     * Connects for the first time.
     *
     * @return the greeting, whatever it says
     */
    Reply connect() throws NextHopLost {
        Reply greeting = connect(Deadline.after(ticker, settings.nextHopTimeout()));
        resetPatience();
        return greeting;
    }

    private Reply connect(Deadline whole) throws NextHopLost {
        try {
            Reply greeting = dialer.dial(whole.within(settings.nextHopTimeout()), this::awaitGreeting);
            openHop().patience(settings.nextHopTimeout(), whole);
            return greeting;
        } catch (IOException e) {
            throw new NextHopLost(NextHopLost.Why.UNREACHABLE, String.valueOf(e.getMessage()));
        }
    }

    private Reply awaitGreeting(Wire wire, Deadline limit) throws NextHopLost {
        Duration time = limit.remaining();
        NextHop next = new NextHop(wire, ticker, session, log, memory);
        hop = Optional.of(next);
        next.patience(settings.nextHopTimeout(), limit);
        try {
            return next.readReply();
        } catch (NextHopLost e) {
            drop();
            boolean silent = e.why() == NextHopLost.Why.SILENT;
            throw new NextHopLost(e.why(), wire.peer() + (silent ? noGreeting(time) : ": " + e.detail()));
        }
    }

    private static String noGreeting(Duration time) {
        // Who waits for a TLS handshake waits for the client to begin (RFC 8314 section 3.3).
        return " did not greet within " + Math.max(1, Math.round(time.toMillis() / 1e3)) + " s (a port for TLS?)";
    }

    /** A connection that waits for a command: the one there is, or another in the same state. */
    NextHop hop() throws NextHopLost {
        // All of it in the time of one reply, as it is one reply that the client waits for.
        return hop(Deadline.after(ticker, settings.nextHopTimeout()));
    }

    /** The same, in the time that is left for something else. */
    NextHop hop(Deadline whole) throws NextHopLost {
        if (hop.isPresent()) {
            try {
                hop.get().look();
                return hop.get();
            } catch (NextHopLost e) {
                log.dialogue(session, "next hop>", "(lost while it waited: " + e.detail() + ")");
                lose(e);
            }
        }
        reopen(whole);
        return openHop();
    }

    /** Before content is asked for: makes sure that a next hop which refused the client's last command has not hung up. */
    void settle() throws NextHopLost {
        if (openHop().isUnwelcome()) {
            hop().settle();
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
        if (sentAway) {
            return Optional.of(SessionEnd.SENT_AWAY);
        }
        if (authenticated) {
            // Nobody but the client knows its secret.
            return Optional.of(SessionEnd.NEXT_HOP_LOST);
        }
        return openings > 0 ? Optional.empty() : Optional.of(SessionEnd.NEXT_HOP_UNSTEADY);
    }

    /** Why one more command about the client cannot be remembered for connections to come, if it cannot. */
    Optional<Limit> lackOfRoom() {
        return replay.lackOfRoom();
    }

    /** Notes a command that the next hop carried out, for connections to come. */
    void remember(Command command) {
        authenticated |= command.verb() == Verb.AUTH;
        replay.remember(command);
    }

    /** The transaction is over, and with it what XFORWARD said for it. */
    void endTransaction() {
        replay.endTransaction();
    }

    /** A message has its answer: for each there may be another opening. */
    void endMessage() {
        openings = Math.min(openings + 1, MOST_OPENINGS);
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
            log.trouble(session, "next hop lost: " + e.detail());
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
                authenticated ? Integer.MAX_VALUE : MOST_NOOPS,
                settings.nextHopTimeout(),
                ticker,
                watchdog);
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
        sentAway |= why.why() == NextHopLost.Why.SENT_AWAY;
    }

    private void reopen(Deadline whole) throws NextHopLost {
        Optional<SessionEnd> end = end();
        if (end.isPresent()) {
            throw loss.orElseGet(
                    () -> new NextHopLost(NextHopLost.Why.UNREACHABLE, end.get().text()));
        }
        openings--;
        Optional<NextHopLost> inTransaction = loss.filter(_ -> replay.isInTransaction());
        try {
            expectPositive("its greeting", connect(whole));
            for (Iterator<Command> rest = replay.commands().iterator(); rest.hasNext(); ) {
                Command command = rest.next();
                expectPositive(command.verb().name(), openHop().ask(command));
            }
        } catch (NextHopLost e) {
            throw inTransaction.map(first -> first.inVain(e)).orElseGet(e::withoutWords);
        }
        inTransaction.ifPresent(first -> log.trouble(
                session, "next hop lost in a transaction and opened again, where it goes on: " + first.detail()));
        loss = Optional.empty();
        resetPatience();
    }

    private void expectPositive(String what, Reply reply) throws NextHopLost {
        if (!reply.isPositive() || Replies.hangsUp(reply)) {
            quit();
            throw new NextHopLost(
                    NextHopLost.Why.UNREACHABLE, "on a new connection, " + what + " got: " + reply.oneLine());
        }
    }
}
