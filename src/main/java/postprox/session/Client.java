package postprox.session;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import postprox.event.ReachedLimit;
import postprox.event.SessionEvent.Dialogue.Direction;
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

/** The client of a session. No other class reads from the client or writes to it. Not thread-safe. */
final class Client {
    private final Wire wire;
    private final String peer;
    private final SessionEvents events;
    private final ClientLimits limits;
    private final Ticker ticker;
    private final InputBuffer in;
    private final WireOutput out;
    private Optional<Reply> owed = Optional.empty();
    private final Set<ReachedLimit> reached = EnumSet.noneOf(ReachedLimit.class);

    /**
     * Makes a client of a connection.
     *
     * @param peer its name, for the log
     */
    Client(Wire wire, String peer, SessionServices services, SessionEvents events, MemoryBudget memory) {
        this.wire = wire;
        this.peer = peer;
        this.events = events;
        this.ticker = services.ticker();
        this.in = new InputBuffer(wire, memory);
        this.out = new WireOutput(wire, memory);
        this.limits = services.config().limits();
        wire.timeouts(limits.commandTimeout(), Deadline.never(ticker));
    }

    /** The TCP connection of the client; empty if it has none. */
    Optional<Link> link() {
        return wire.link();
    }

    /** Whether the next command has arrived already, as one of a group does (RFC 2920). */
    boolean hasMore() {
        return in.hasLine();
    }

    /** Reads a command. If it must wait for the command, it sends all pending replies first. */
    Command readCommand() throws IOException {
        return Command.of(readLine());
    }

    /** Reads a command between two chunks of content, which must be whole by the deadline. */
    Command readCommand(Deadline deadline) throws IOException {
        return Command.of(readLine(deadline));
    }

    /** Reads a line as {@link #readCommand} does, for one that is no command. */
    Line readLine() throws IOException {
        return readLine(Deadline.never(ticker));
    }

    private Line readLine(Deadline deadline) throws IOException {
        if (!hasMore()) {
            flush();
        }
        Optional<Line> line = readBy(
                Deadline.after(ticker, deadline.remainingAtMost(limits.commandTimeout())),
                () -> LineReader.read(in, limits.commandBytes()));
        if (line.isEmpty()) {
            throw new WireException(WireException.Cause.CLOSED, "the client closed the connection");
        }
        return line.get();
    }

    /** The maximum size of this client's messages, which the reply to EHLO announces (RFC 1870); 0 for no limit. */
    long maxBytes() {
        return limits.messageBytes();
    }

    /** The deadline by which content that begins now must be whole. */
    Deadline contentDeadline() {
        return Deadline.after(ticker, limits.dataTimeout());
    }

    /** Reads content to its end, or to the end of a chunk. Returns false if the client broke it off. */
    boolean readContent(Deadline deadline, ContentReader reader, ByteSink text) throws IOException {
        flush();
        return readBy(deadline, () -> reader.read(in, text));
    }

    /** A reading from the client that may take several reads. */
    @FunctionalInterface
    private interface Reading<T> {
        T read() throws IOException;
    }

    /** Reads with a deadline for the whole besides the time for each read: a line that comes byte by byte must end too. */
    private <T> T readBy(Deadline deadline, Reading<T> reading) throws IOException {
        wire.timeouts(limits.commandTimeout(), deadline);
        try {
            return reading.read();
        } finally {
            wire.timeouts(limits.commandTimeout(), Deadline.never(ticker));
        }
    }

    /**
     * Notes the next hop's answer to a message, until {@link #send} has it. If a mistake of ours comes between, the client is still
     * told: it would send an accepted message again.
     */
    void owe(Reply answer) {
        owed = Optional.of(answer);
    }

    /** Writes the answer to a message that {@link #owe} noted, if it was not written yet. */
    void sendOwed() throws WireException {
        if (owed.isPresent()) {
            send(owed.get());
        }
    }

    /** Writes a reply, which is sent at the latest when postprox waits for the client again. */
    void send(Reply reply) throws WireException {
        if (events.wantsDialogue()) {
            reply.lines().forEach(line -> events.dialogue(Direction.TO_CLIENT, line));
        }
        out.write(reply.toBytes());
        owed = Optional.empty();
    }

    /**
     * The reply to a client that has reached a limit. The event is published once, however often the client reaches the limit.
     */
    Reply limitReached(ReachedLimit limit) {
        if (reached.add(limit)) {
            events.limitReached(peer(), limit);
        }
        return ReplyChoice.at(limit);
    }

    /**
     * The reply to a line that the next hop must not hear: it was not read whole, or has a byte that no command may have. Empty
     * for any other line, and for BDAT, which is never passed on: content follows it, even if its line is broken.
     */
    Optional<Reply> refusalOfLine(Command command) {
        if (command.verb() == Verb.BDAT) {
            return Optional.empty();
        }
        Optional<ReachedLimit> limit = limitReachedBy(command.form());
        if (limit.isPresent()) {
            return Optional.of(limitReached(limit.get()));
        }
        return command.isBroken() ? Optional.of(Replies.BROKEN_LINE) : Optional.empty();
    }

    /** The limit that kept a line from being read whole; empty if the line was read whole. */
    private static Optional<ReachedLimit> limitReachedBy(Line.Form form) {
        return switch (form) {
            case WHOLE -> Optional.empty();
            case TOO_LONG -> Optional.of(ReachedLimit.COMMAND_SIZE);
            case NO_ROOM -> Optional.of(ReachedLimit.MEMORY);
        };
    }

    /** Logs a command without the secrets of AUTH. Of the lines that were not read whole, it logs only a BDAT. */
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
     * Whether the client has closed the connection, as far as postprox can know. A client that has sent more commands after its
     * message counts as present, since these hide an end of input after them.
     */
    boolean isGone() {
        try {
            return in.isEmpty() && !in.fillNow(wire::readNow);
        } catch (IOException e) {
            return true;
        }
    }

    String peer() {
        return peer;
    }

    void interrupt() {
        wire.interrupt();
    }

    void close() {
        wire.close();
    }
}
