package postprox.session;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
import postprox.smtp.SmtpLimits;
import postprox.smtp.Verb;

/**
 * The way to the next hop: a connection, and how to open another one in the same state. One is needed after a loss, and
 * after a refusal, which ends the connection with QUIT. Not thread-safe.
 */
final class Upstream {
    private static final Command RSET = Command.parse("RSET");

    /** How long the client's answer may wait for the next hop to say goodbye or to forget an envelope. */
    private static final Duration GOODBYE = Duration.ofSeconds(5);

    private final Dialer dialer;
    private final SessionSettings settings;
    private final Watchdog watchdog;
    private final Ticker ticker;
    private final String session;
    private final MailLog log;
    private final Memory.Share memory;

    /** What the client has said so far that a new connection has to hear again: EHLO and XCLIENT, in their order. */
    private final List<Command> introduction = new ArrayList<>();

    /** XFORWARD commands for the transaction to come. */
    private final List<Command> forwarded = new ArrayList<>();

    private boolean authenticated;
    private Optional<NextHop> hop = Optional.empty();

    Upstream(Surroundings surroundings, String session, Memory.Share memory) {
        this.memory = memory;
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
            Reply greeting = dialer.dial(whole, this::awaitGreeting);
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

    /** The connection, opened again where there is none. */
    NextHop hop() throws NextHopLost {
        if (hop.isEmpty()) {
            reopen();
        }
        return openHop();
    }

    /**
     * A connection for what needs no transaction: opened again also where the next hop has had enough of waiting for one, and
     * nothing was lost with it.
     */
    NextHop freshHop() throws NextHopLost {
        if (canReopen() && hop.isPresent() && hop.get().hasHungUp()) {
            log.dialogue(session, "next hop>", "(hung up while idle)");
            drop();
        }
        return hop();
    }

    /** The connection that the transaction in hand was begun on. */
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

    /** Whether a new connection can be brought to the state of the old one: nobody but the client knows its secret. */
    boolean canReopen() {
        return !authenticated;
    }

    /** Why one more command cannot be remembered for connections to come, if it cannot. */
    Optional<Limit> lackOfRoom() {
        if (length(introduction) >= SmtpLimits.CLIENT_FACTS_BYTES
                || length(forwarded) >= SmtpLimits.CLIENT_FACTS_BYTES) {
            return Optional.of(Limit.CLIENT_FACTS);
        }
        return memory.hasRoom() ? Optional.empty() : Optional.of(Limit.MEMORY);
    }

    private static long length(List<Command> commands) {
        return commands.stream().mapToLong(command -> command.line().length()).sum();
    }

    /** Notes a command that the next hop carried out, for connections to come. */
    void remember(Command command) {
        switch (command.verb()) {
            case HELO, EHLO -> {
                if (!introduction.isEmpty() && introduction.getLast().verb() != Verb.XCLIENT) {
                    memory.giveBack(cost(introduction.removeLast()));
                }
                keep(command, introduction);
            }
            case XCLIENT -> keep(command, introduction);
            case XFORWARD -> keep(command, forwarded);
            case AUTH -> authenticated = true;
            case MAIL, RCPT, DATA, BDAT, RSET, NOOP, QUIT, WITHHELD, OTHER -> {}
        }
    }

    private void keep(Command command, List<Command> commands) {
        commands.add(command);
        memory.charge(cost(command));
    }

    /** A line is kept as it is, its argument by itself, and once more what was read out of it. */
    private static long cost(Command command) {
        return 3 * Memory.cost(command.line());
    }

    /** The transaction is over, and with it what XFORWARD said for it. */
    void endTransaction() {
        forwarded.forEach(command -> memory.giveBack(cost(command)));
        forwarded.clear();
    }

    /** Lets the next hop forget a refused message's envelope: with QUIT, or where we could not come back, with RSET. */
    void refuseTransaction() {
        if (canReopen()) {
            quit();
        } else {
            forgetTransaction();
        }
    }

    /** Lets the next hop forget an envelope but not the connection. */
    void forgetTransaction() {
        try {
            NextHop open = openHop();
            open.patience(GOODBYE, Deadline.after(ticker, GOODBYE));
            Reply reply = open.ask(RSET);
            if (!reply.isPositive()) {
                throw new NextHopLost(NextHopLost.Why.CONFUSED, "it refused RSET: " + reply.oneLine());
            }
        } catch (NextHopLost e) {
            log.trouble(session, "next hop lost: " + e.detail());
            drop();
        }
    }

    /** Back to the patience for ordinary commands. */
    void resetPatience() {
        hop.ifPresent(open -> open.patience(settings.nextHopTimeout()));
    }

    /** Starts to keep the next hop awake while it has to wait. */
    KeepAlive keepAlive() throws NextHopLost {
        return KeepAlive.start(openHop(), settings.keepAlive(), settings.nextHopTimeout(), ticker, watchdog);
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

    private void reopen() throws NextHopLost {
        if (!canReopen()) {
            throw new NextHopLost(
                    NextHopLost.Why.UNREACHABLE, "the connection is closed, and a new one would not be authenticated");
        }
        // All of it in the time of one reply, as it is one reply that the client waits for.
        expectPositive("its greeting", connect(Deadline.after(ticker, settings.nextHopTimeout())));
        List<Command> commands = new ArrayList<>(introduction);
        commands.addAll(forwarded);
        for (Command command : commands) {
            expectPositive(command.verb().name(), openHop().ask(command));
        }
        resetPatience();
    }

    private void expectPositive(String what, Reply reply) throws NextHopLost {
        if (!reply.isPositive()) {
            quit();
            throw new NextHopLost(
                    NextHopLost.Why.UNREACHABLE, "on a new connection, " + what + " got: " + reply.oneLine());
        }
    }
}
