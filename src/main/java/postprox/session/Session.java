package postprox.session;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import postprox.event.ReachedLimit;
import postprox.event.SessionEnd;
import postprox.event.SessionEvent.Dialogue.Direction;
import postprox.event.SessionEvent.LoopFound.Loop;
import postprox.event.SessionEvent.NextHopTrouble.Kind;
import postprox.event.SessionEvents;
import postprox.filter.Origin;
import postprox.net.Wire;
import postprox.net.WireException;
import postprox.nexthop.NextHop;
import postprox.nexthop.NextHopLost;
import postprox.smtp.Command;
import postprox.smtp.MailParameters;
import postprox.smtp.MemoryBudget;
import postprox.smtp.Replies;
import postprox.smtp.Reply;
import postprox.smtp.Verb;
import postprox.time.Ticker;

/**
 * One conversation: it passes a client's commands to the next hop, and the replies back, in step. It runs on one thread. Other
 * threads may call {@link #drain}.
 */
final class Session {
    private final SessionEvents events;
    private final Client client;
    private final Transaction transaction;
    private final NextHop nextHop;
    private final ReplyEffects effects;
    private final LoopWatch loops;
    private final ContentCommands content;
    private final Exchange exchange;
    private final Pipeline pipeline;
    private final AsciiRule asciiRule = new AsciiRule();
    private final Overview overview;
    private final Caller caller;

    // drain() runs on another thread: it sets this flag first and reads the activity second. The session's thread
    // writes the activity first and reads this flag second. So one of the two always sees the other.
    private volatile boolean draining;
    private final AtomicReference<Activity> activity = new AtomicReference<>(Activity.BUSY);

    // Since when the client may begin a transaction and has said nothing. Written before the activity, and read after
    // it.
    private final Ticker ticker;
    private volatile boolean yielding;
    private volatile long silentSince;

    /** The activity of the session's thread. */
    private enum Activity {
        /** Work that must be finished. */
        BUSY,
        /** Waiting for the client to begin a transaction. */
        WAITING,
        /** Waiting, and interrupted by {@link #drain}. */
        STOPPED
    }

    /**
     * Makes a session with a client.
     *
     * @param caller  who the client is
     * @param id      the session's name in events and for filters
     * @param origin  its origin, for filters
     * @param current gives the present services, to this session now, and later to each of its messages
     * @param memory  its share of the memory of all sessions
     */
    Session(
            Wire wire,
            Caller caller,
            String id,
            Origin origin,
            Supplier<SessionServices> current,
            MemoryBudget memory) {
        SessionServices services = current.get();
        this.caller = caller;
        this.ticker = services.ticker();
        this.events = new SessionEvents(services.events(), id);
        this.overview = services.overview();
        this.client = new Client(wire, caller.name(), services, events, memory);
        ClientLimits limits = services.config().limits();
        this.transaction = new Transaction(limits, memory, caller.facts());
        this.nextHop = new NextHop(services.forNextHop(), events, memory, transaction, caller.facts());
        this.effects =
                new ReplyEffects(events, nextHop, transaction, asciiRule, limits.messageBytes(), caller.isBelieved());
        this.loops = new LoopWatch(services.dialer(), caller.isBelieved());
        this.content = new ContentCommands(current, origin, events, client, nextHop, transaction, effects, asciiRule);
        this.exchange = new Exchange(limits, events, client, nextHop, transaction, effects, loops, content);
        this.pipeline = new Pipeline(exchange, effects, client, nextHop, memory);
    }

    /** Holds the conversation to its end, and closes both connections. */
    SessionEnd run() {
        SessionEnd end = SessionEnd.BUG;
        if (isTold()) {
            events.started(caller.name(), caller.balancer());
        }
        try {
            end = converse();
        } catch (WireException e) {
            end = clientLost(e);
        } catch (IOException | RuntimeException | Error e) {
            apologize(e);
        } finally {
            nextHop.quit();
            client.close();
            if (isTold() || content.messages() > 0) {
                events.ended(caller.name(), end, content.messages());
            }
        }
        return end;
    }

    /** Whether the log is told of the session's beginning and end. The checks of a balancer, one a second, only fill a detailed log. */
    private boolean isTold() {
        return !caller.isCheck() || events.wantsDialogue();
    }

    /**
     * Ends the session at the next opportunity: now if it waits for a new transaction, else when the message in hand has its
     * answer. Thread-safe.
     */
    void drain() {
        draining = true;
        if (activity.compareAndSet(Activity.WAITING, Activity.STOPPED)) {
            client.interrupt();
        }
    }

    /** Has this session note from now on when its client was last heard. Thread-safe. */
    void yielding() {
        silentSince = ticker.nanos();
        yielding = true;
    }

    /**
     * Ends the session if its client may begin a transaction and has said nothing for so long. Thread-safe.
     *
     * @param silence the time since {@link #yielding}, at the earliest
     */
    void endIfSilent(Duration silence) {
        boolean waits = activity.get() == Activity.WAITING;
        if (waits
                && ticker.nanos() - silentSince >= silence.toNanos()
                && activity.compareAndSet(Activity.WAITING, Activity.STOPPED)) {
            client.interrupt();
        }
    }

    private SessionEnd converse() throws IOException {
        Optional<SessionEnd> end = greet();
        client.flush();
        overview.greeted();
        while (end.isEmpty()) {
            end = step();
        }
        client.flush();
        return end.get();
    }

    private Optional<SessionEnd> greet() throws IOException {
        if (loops.isOurOwn(client.link())) {
            events.loopFound(Loop.TO_OURSELVES);
            client.send(Replies.LOOP);
            return Optional.of(SessionEnd.LOOP);
        }
        try {
            Reply greeting = nextHop.connect();
            if (!greeting.isPositive() && !greeting.isNegative()) {
                throw new NextHopLost(NextHopLost.Why.CONFUSED, "it greeted with: " + greeting.oneLine());
            }
            if (greeting.isNegative()) {
                events.nextHop(Kind.REFUSED_CONNECTION, greeting.oneLine());
            }
            client.send(greeting);
            return Replies.hangsUp(greeting) ? Optional.of(SessionEnd.NO_NEXT_HOP) : Optional.empty();
        } catch (NextHopLost e) {
            events.nextHop(Kind.CANNOT_CONNECT, e.detail());
            nextHop.drop();
            client.send(Replies.NO_NEXT_HOP);
            return Optional.of(SessionEnd.NO_NEXT_HOP);
        }
    }

    /** Handles one command, with its reply unless the command is written ahead. */
    private Optional<SessionEnd> step() throws IOException {
        boolean idle = !transaction.isOpen();
        if (yielding) {
            silentSince = ticker.nanos();
        }
        activity.set(idle ? Activity.WAITING : Activity.BUSY);
        if (idle && draining) {
            return stop();
        }
        Command command = client.readCommand();
        if (idle && !activity.compareAndSet(Activity.WAITING, Activity.BUSY)) {
            // drain() interrupted this read and has shut down input: the session ends without this command.
            return stop();
        }
        client.logCommand(command);
        handle(command);
        return effects.ending();
    }

    private Optional<SessionEnd> stop() throws IOException {
        reply(Replies.SHUTDOWN);
        return Optional.of(SessionEnd.SHUTDOWN);
    }

    private void handle(Command command) throws IOException {
        Optional<Reply> refusal = refusal(command);
        if (refusal.isPresent()) {
            reply(refusal.get());
        } else {
            asciiRule.heard(command);
            carryOut(command);
        }
    }

    /** The reply to a command whose line is refused in any state of the session; empty if it is not. */
    private Optional<Reply> refusal(Command command) throws IOException {
        Optional<Reply> refusal = client.refusalOfLine(command);
        if (refusal.isPresent()) {
            return refusal;
        }
        if (!caller.isBelieved() && (command.verb() == Verb.XFORWARD || command.verb() == Verb.XCLIENT)) {
            return Optional.of(Replies.NOT_AUTHORIZED);
        }
        if (command.parameters().doubt() != MailParameters.Doubt.NONE) {
            return Optional.of(Replies.doubtful(command));
        }
        if (isForbidden(command)) {
            return Optional.of(Replies.EIGHTH_BIT_COMMAND);
        }
        return command.parameters().asksForWithheld() ? Optional.of(Replies.WITHHELD_PARAMETER) : Optional.empty();
    }

    private boolean isForbidden(Command command) throws IOException {
        if (asciiRule.needsAnswersBefore(command)) {
            pipeline.settle();
        }
        return asciiRule.forbids(command);
    }

    private void carryOut(Command command) throws IOException {
        if (pipeline.mayWriteAhead(command)) {
            pipeline.writeAhead(command);
        } else {
            pipeline.settle();
            if (effects.ending().isEmpty()) {
                client.send(exchange.answer(command));
            }
            if (command.verb() == Verb.DATA || command.verb() == Verb.BDAT) {
                // The answer to a message must not wait for the commands after it. Until the client has the answer, a
                // failure makes it send the message again (RFC 1047).
                client.flush();
            }
        }
    }

    /** Sends a reply that needs no next hop, after those to earlier commands. Sends none if one of these ends the session. */
    private void reply(Reply reply) throws IOException {
        pipeline.settle();
        if (effects.ending().isEmpty()) {
            client.send(reply);
        }
    }

    /** Tells the client first, since the log may fail too. */
    private void apologize(Throwable mistake) {
        try {
            farewell(Replies.INTERNAL_ERROR);
        } finally {
            events.mistake(mistake);
        }
    }

    private SessionEnd clientLost(WireException e) {
        return switch (e.reason()) {
            case CLOSED -> SessionEnd.CLIENT_GONE;
            case TIMEOUT -> {
                farewell(client.limitReached(ReachedLimit.TIME));
                yield SessionEnd.CLIENT_TIMEOUT;
            }
            case INTERRUPTED -> {
                farewell(Replies.SHUTDOWN);
                yield SessionEnd.SHUTDOWN;
            }
        };
    }

    /** Sends a last reply, after one that is owed, to a client that may have gone. */
    private void farewell(Reply reply) {
        try {
            client.sendOwed();
            client.send(reply);
            client.flush();
        } catch (WireException e) {
            events.dialogue(Direction.TO_CLIENT, "(gone)");
        }
    }
}
