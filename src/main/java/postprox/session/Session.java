package postprox.session;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import postprox.event.Event.Dialogue.Direction;
import postprox.event.Event.LoopFound.Loop;
import postprox.event.Event.NextHopTrouble.Kind;
import postprox.event.Limit;
import postprox.event.SessionEnd;
import postprox.event.SessionEvents;
import postprox.filter.Origin;
import postprox.net.Wire;
import postprox.net.WireException;
import postprox.nexthop.NextHop;
import postprox.nexthop.NextHopLost;
import postprox.smtp.Chunk;
import postprox.smtp.Command;
import postprox.smtp.LineReader;
import postprox.smtp.MailParameters;
import postprox.smtp.MemoryBudget;
import postprox.smtp.Replies;
import postprox.smtp.Reply;
import postprox.smtp.Verb;

/**
 * One conversation: a client's commands to the next hop, and the replies back, in step. Runs on one thread, but for
 * {@link #drain}.
 */
final class Session {
    private final SessionEvents events;
    private final Client client;
    private final NextHop nextHop;
    private final ReplyEffects effects;
    private final LoopWatch loops;
    private final Exchange exchange;
    private final Pipeline pipeline;
    private final AsciiRule asciiRule = new AsciiRule();

    // Set by drain() from another thread before it looks at the activity, read by ours behind what that has become.
    private volatile boolean draining;
    private final AtomicReference<Activity> activity = new AtomicReference<>(Activity.BUSY);

    /** What the session's thread is at. */
    private enum Activity {
        /** Something that has to be finished. */
        BUSY,
        /** Waiting for the client to begin something. */
        WAITING,
        /** The same, and told to stop. */
        STOPPED
    }

    /**
     * A session with a client.
     *
     * @param id     by which events and the filter know it
     * @param origin where it comes from
     * @param current the services of what begins now: this session, and later each of its messages
     * @param memory what it may take of what all sessions share
     */
    Session(Wire wire, String id, Origin origin, Supplier<SessionServices> current, MemoryBudget memory) {
        SessionServices services = current.get();
        this.events = services.events().of(id);
        this.client = new Client(wire, services, events, memory);
        ClientLimits limits = services.config().limits();
        Transaction transaction = new Transaction(limits, memory);
        this.nextHop = new NextHop(services.forNextHop(), events, memory, transaction);
        this.effects = new ReplyEffects(events, nextHop, transaction, asciiRule, limits.messageBytes());
        this.loops = new LoopWatch(services.dialer());
        this.exchange =
                new Exchange(current, limits, origin, events, client, nextHop, transaction, effects, asciiRule, loops);
        this.pipeline = new Pipeline(exchange, effects, client, nextHop, memory);
    }

    /** Holds the conversation to its end, and closes both connections. */
    SessionEnd run() {
        SessionEnd end = SessionEnd.BUG;
        events.started(client.peer());
        try {
            end = converse();
        } catch (WireException e) {
            end = clientLost(e);
        } catch (IOException | RuntimeException | Error e) {
            events.mistake(e);
            farewell(Replies.INTERNAL_ERROR);
        } finally {
            nextHop.quit();
            client.close();
            events.ended(client.peer(), end, exchange.messages());
        }
        return end;
    }

    /**
     * Lets the session end at the next opportunity: now if it waits for a new transaction, else when the message in hand
     * has its answer. Thread-safe.
     */
    void drain() {
        draining = true;
        if (activity.compareAndSet(Activity.WAITING, Activity.STOPPED)) {
            client.interrupt();
        }
    }

    private SessionEnd converse() throws IOException {
        Optional<SessionEnd> end = greet();
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

    /** One command and, unless it is written ahead, its reply. */
    private Optional<SessionEnd> step() throws IOException {
        boolean idle = !exchange.inTransaction();
        activity.set(idle ? Activity.WAITING : Activity.BUSY);
        if (idle && draining) {
            return stop();
        }
        LineReader.Line line = client.readLine();
        if (idle && !activity.compareAndSet(Activity.WAITING, Activity.BUSY)) {
            // Told to while the line came: nothing behind it can be read any more.
            return stop();
        }
        switch (line) {
            case LineReader.Line.Text(String text) -> handle(Command.parse(text));
            case LineReader.Line.TooLong(String start) -> dropped(start, Limit.COMMAND_SIZE);
            case LineReader.Line.NoRoom(String start) -> dropped(start, Limit.MEMORY);
            case LineReader.Line.End() -> {
                return Optional.of(SessionEnd.CLIENT_GONE);
            }
        }
        return effects.ending();
    }

    private Optional<SessionEnd> stop() throws IOException {
        reply(Replies.SHUTDOWN);
        return Optional.of(SessionEnd.SHUTDOWN);
    }

    private void handle(Command command) throws IOException {
        client.logCommand(command);
        // BDAT is never passed on, and what is behind it is content, however its line looks.
        if (command.isBroken() && command.verb() != Verb.BDAT) {
            reply(Replies.BROKEN_LINE);
        } else if (command.parameters().doubt() != MailParameters.Doubt.NONE) {
            reply(Replies.doubtful(command));
        } else if (isForbidden(command)) {
            reply(Replies.EIGHTH_BIT_COMMAND);
        } else if (command.parameters().asksForWithheld()) {
            reply(Replies.WITHHELD_PARAMETER);
        } else {
            asciiRule.heard(command);
            carryOut(command);
        }
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
                // The answer to a message must not wait for commands behind it: until it is there, a failure makes
                // the client send the message again (RFC 1047).
                client.flush();
            }
        }
    }

    private void dropped(String start, Limit limit) throws IOException {
        if (Chunk.mayBeAnnouncedBy(start)) {
            handle(ChunkedContent.UNREADABLE);
        } else {
            reply(client.limitReached(limit));
        }
    }

    /** A reply that needs no next hop, in its turn; none where that of a command before it ends the session. */
    private void reply(Reply reply) throws IOException {
        pipeline.settle();
        if (effects.ending().isEmpty()) {
            client.send(reply);
        }
    }

    private SessionEnd clientLost(WireException e) {
        return switch (e.reason()) {
            case CLOSED -> SessionEnd.CLIENT_GONE;
            case TIMEOUT -> {
                farewell(client.limitReached(Limit.TIME));
                yield SessionEnd.CLIENT_TIMEOUT;
            }
            case INTERRUPTED -> {
                farewell(Replies.SHUTDOWN);
                yield SessionEnd.SHUTDOWN;
            }
        };
    }

    /** Last words to a client that may not hear them any more. */
    private void farewell(Reply reply) {
        try {
            client.send(reply);
            client.flush();
        } catch (WireException e) {
            events.dialogue(Direction.TO_CLIENT, "(gone)");
        }
    }
}
