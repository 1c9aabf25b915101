package postprox.session;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import postprox.event.Event.Dialogue.Direction;
import postprox.event.ReachedLimit;
import postprox.event.SessionEvents;
import postprox.net.Link;
import postprox.net.Wire;
import postprox.net.WireException;
import postprox.net.WireOutput;
import postprox.smtp.ByteSink;
import postprox.smtp.Command;
import postprox.smtp.ContentReader;
import postprox.smtp.InputBuffer;
import postprox.smtp.Line;
import postprox.smtp.LineReader;
import postprox.smtp.MemoryBudget;
import postprox.smtp.Redaction;
import postprox.smtp.Replies;
import postprox.smtp.Reply;
import postprox.smtp.Verb;
import postprox.time.Deadline;
import postprox.time.Ticker;

/** The client's side of a session. The only place that writes to the client. Not thread-safe. */
final class Client {
    private final Wire wire;
    private final SessionEvents events;
    private final ClientLimits limits;
    private final Ticker ticker;
    private final InputBuffer in;
    private final WireOutput out;
    private final Set<ReachedLimit> reached = EnumSet.noneOf(ReachedLimit.class);

    Client(Wire wire, SessionServices services, SessionEvents events, MemoryBudget memory) {
        this.wire = wire;
        this.events = events;
        this.ticker = services.ticker();
        this.in = new InputBuffer(wire, memory);
        this.out = new WireOutput(wire, memory);
        this.limits = services.config().limits();
        wire.timeouts(limits.commandTimeout(), Deadline.never(ticker));
    }

    /** Its connection, where it comes over a network. */
    Optional<Link> link() {
        return wire.link();
    }

    /** Whether the next command is here already (RFC 2920: a group of commands). */
    boolean hasMore() {
        return in.hasLine();
    }

    /** Reads a command, waiting for it if need be; all replies have been sent by then. */
    Command readCommand() throws IOException {
        return Command.of(readLine());
    }

    /** The same between two chunks of content, which must be whole by the deadline. */
    Command readCommand(Deadline deadline) throws IOException {
        return Command.of(readLine(deadline));
    }

    /** Reads a line that is no command. */
    Line readLine() throws IOException {
        return readLine(Deadline.never(ticker));
    }

    private Line readLine(Deadline deadline) throws IOException {
        if (!hasMore()) {
            flush();
        }
        Optional<Line> line = by(
                Deadline.after(ticker, deadline.remainingAtMost(limits.commandTimeout())),
                () -> LineReader.read(in, limits.commandBytes()));
        if (line.isEmpty()) {
            throw new WireException(WireException.Cause.CLOSED, "the client closed the connection");
        }
        return line.get();
    }

    /** When content that begins now must be whole. */
    Deadline contentDeadline() {
        return Deadline.after(ticker, limits.dataTimeout());
    }

    /** Reads content to its end, or the end of a chunk; false where the client broke it off. */
    boolean readContent(Deadline deadline, ContentReader reader, ByteSink text) throws IOException {
        flush();
        return by(deadline, () -> reader.read(in, text));
    }

    /** Something that is read from the client. */
    @FunctionalInterface
    private interface Reading<T> {
        T read() throws IOException;
    }

    /** Reads with a time for the whole besides that of each step: what comes in drops must end too. */
    private <T> T by(Deadline deadline, Reading<T> reading) throws IOException {
        wire.timeouts(limits.commandTimeout(), deadline);
        try {
            return reading.read();
        } finally {
            wire.timeouts(limits.commandTimeout(), Deadline.never(ticker));
        }
    }

    /** Says something, at the latest when we wait for the client again. */
    void send(Reply reply) throws WireException {
        if (events.wantsDialogue()) {
            reply.lines().forEach(line -> events.dialogue(Direction.TO_CLIENT, line));
        }
        out.write(reply.toBytes());
    }

    /** The client is beyond a limit: what it is to be told. The log hears of it once, however often it happens. */
    Reply limitReached(ReachedLimit limit) {
        if (reached.add(limit)) {
            events.limitReached(peer(), limit);
        }
        return LimitReplies.of(limit);
    }

    /**
     * The reply to a line that nobody but us may hear: it was not read whole, or holds what no command may. BDAT is never passed
     * on, and what follows it is content, however its line looks.
     */
    Optional<Reply> refusalOfLine(Command command) {
        if (command.verb() == Verb.BDAT) {
            return Optional.empty();
        }
        Optional<ReachedLimit> limit = LimitReplies.reachedBy(command.form());
        if (limit.isPresent()) {
            return Optional.of(limitReached(limit.get()));
        }
        return command.isBroken() ? Optional.of(Replies.BROKEN_LINE) : Optional.empty();
    }

    /** Logs a command as far as it is known; what AUTH says is a secret. Of a line that was not read whole, BDAT is. */
    void logCommand(Command command) {
        boolean known = command.form() == Line.Form.WHOLE || command.verb() == Verb.BDAT;
        if (known && events.wantsDialogue()) {
            events.dialogue(Direction.FROM_CLIENT, Redaction.of(command));
        }
    }

    void flush() throws WireException {
        out.flush();
    }

    /**
     * Whether the client has closed the connection, as far as one can know. A client that has sent more commands after
     * its message is there, whatever it did behind them.
     */
    boolean isGone() {
        try {
            return in.isEmpty() && !in.fillNow(wire::readNow);
        } catch (IOException e) {
            return true;
        }
    }

    String peer() {
        return wire.peer();
    }

    void interrupt() {
        wire.interrupt();
    }

    void close() {
        wire.close();
    }
}
