package postprox.nexthop;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import postprox.event.SessionEvent.Dialogue.Direction;
import postprox.event.SessionEvents;
import postprox.net.Wire;
import postprox.net.WireException;
import postprox.net.WireOutput;
import postprox.smtp.Command;
import postprox.smtp.InputBuffer;
import postprox.smtp.MemoryBudget;
import postprox.smtp.Redaction;
import postprox.smtp.Replies;
import postprox.smtp.Reply;
import postprox.smtp.ReplyReader;
import postprox.smtp.Verb;
import postprox.time.Deadline;
import postprox.time.Ticker;

/**
 * One connection to the next hop. Each failure of it is a {@link NextHopLost}. After the first failure the connection serves
 * for reading a last reply at the most. Not thread-safe: the session's thread and the thread of its {@link KeepAlive} take
 * turns.
 */
final class NextHopConnection {
    private static final Command QUIT = Command.parse("QUIT");
    private static final Command NOOP = Command.parse("NOOP");

    /** How long the client's reply may wait for the next hop to answer QUIT or RSET. */
    private static final Duration GOODBYE = Duration.ofSeconds(5);

    private final Wire wire;
    private final Ticker ticker;
    private final SessionEvents events;
    private final InputBuffer in;
    private final WireOutput out;
    private Duration perOperation = NextHopTimeouts.REPLY;
    private Deadline deadline;
    private Offer offer = Offer.NOTHING;
    private Standing standing = Standing.WELCOME;
    private int noops;

    NextHopConnection(Wire wire, Ticker ticker, SessionEvents events, MemoryBudget memory) {
        this.wire = wire;
        this.ticker = ticker;
        this.deadline = Deadline.never(ticker);
        this.events = events;
        this.in = new InputBuffer(wire, memory);
        this.out = new WireOutput(wire, memory);
    }

    /** Sets the time for each reply and each block of content from now on, and the deadline for all of them together. */
    void timeouts(Duration perOperation, Deadline deadline) {
        this.perOperation = perOperation;
        this.deadline = deadline;
        wire.timeouts(perOperation, deadline);
    }

    /** Sets the time for each reply and each block of content from now on, however many there are. */
    void timeouts(Duration perOperation) {
        timeouts(perOperation, Deadline.never(ticker));
    }

    /** Gives everything that is sent and read from now on the time of a goodbye, all of it together. */
    void endSoon() {
        timeouts(GOODBYE, Deadline.after(ticker, GOODBYE));
    }

    /** The offer by the latest reply to EHLO. */
    Offer offer() {
        return offer;
    }

    /** The number of NOOPs that were sent on this connection by {@link #noop}. */
    int noops() {
        return noops;
    }

    /**
     * Makes sure that the next hop is there and waits for a command, so that its next reply answers that command.
     *
     * @throws NextHopLost if the next hop has closed the connection, or has sent a reply to no command
     */
    void look() throws NextHopLost {
        if (hasSpoken()) {
            throw NextHopLost.byUnaskedWords(in.unread(), isUnwelcome());
        }
    }

    /** Whether the next hop is there and waits for a command. */
    boolean isListening() {
        try {
            look();
            return true;
        } catch (NextHopLost e) {
            return false;
        }
    }

    /** Whether the next hop has just refused the client's last command, so that a hang-up would be its answer to the client. */
    boolean isUnwelcome() {
        return standing.isUnwelcome();
    }

    /** Notes that a loss from now on is no answer to the client. */
    void settle() {
        standing = Standing.WELCOME;
    }

    /** Writes a command, which is sent at the latest when a reply is awaited. */
    void send(Command command) throws NextHopLost {
        if (events.wantsDialogue()) {
            events.dialogue(Direction.TO_NEXT_HOP, Redaction.of(command));
        }
        write(command.toBytes());
    }

    /** Passes a command of the client on and waits for its reply. The caller has called {@link #look} before. */
    Reply forward(Command command) throws NextHopLost {
        send(command);
        return answerTo(command);
    }

    /**
     * Waits for the reply to a command of the client.
     *
     * @throws NextHopLost if the next hop hung up, with a reply or without. A hang-up after a refusal, or at a command that no
     *     mail needs (POST), is meant for the client
     */
    Reply answerTo(Command command) throws NextHopLost {
        if (command.verb() == Verb.OTHER) {
            standing = Standing.atNeedless(ticker);
        }
        boolean meantForClient = isUnwelcome();
        Reply reply = readReply();
        if (Replies.hangsUp(reply) && command.verb() != Verb.QUIT) {
            // Postfix ends a session by 221 without QUIT if the client is no mail client (smtpd_forbidden_commands).
            throw NextHopLost.by(reply, meantForClient || reply.isPositive());
        }
        if (reply.isPositive() && (command.verb() == Verb.EHLO || command.verb() == Verb.HELO)) {
            offer = command.verb() == Verb.EHLO ? Offer.of(reply) : Offer.NOTHING;
        }
        return reply;
    }

    /**
     * Sends a command of postprox itself, or one of the client's once more, and waits for the reply. The reply does not change
     * the client's standing, since the client has no part in it.
     */
    Reply ask(Command command) throws NextHopLost {
        look();
        Standing before = standing;
        Reply reply = forward(command);
        standing = before;
        return reply;
    }

    /** Sends NOOP and waits for the reply. */
    Reply noop() throws NextHopLost {
        noops++;
        return ask(NOOP);
    }

    /** Waits for the next reply: to a command, to a message, or the greeting. */
    Reply readReply() throws NextHopLost {
        try {
            out.flush();
            Reply reply = readWithin(deadline.remainingAtMost(perOperation));
            if (events.wantsDialogue()) {
                reply.lines().forEach(line -> events.dialogue(Direction.FROM_NEXT_HOP, line));
            }
            standing = Standing.after(reply, ticker);
            return reply;
        } catch (IOException e) {
            throw lost(e);
        }
    }

    /** Reads a reply that must be whole within the time. Otherwise a reply that comes byte by byte could take for ever. */
    private Reply readWithin(Duration time) throws IOException {
        wire.timeouts(perOperation, Deadline.after(ticker, time));
        try {
            return ReplyReader.read(in);
        } finally {
            wire.timeouts(perOperation, deadline);
        }
    }

    /** Writes bytes, which are sent at the latest when a reply is awaited. */
    void write(byte[] bytes) throws NextHopLost {
        write(bytes, 0, bytes.length);
    }

    void write(byte[] bytes, int offset, int length) throws NextHopLost {
        try {
            out.write(bytes, offset, length);
        } catch (WireException e) {
            throw lost(e);
        }
    }

    void flush() throws NextHopLost {
        try {
            out.flush();
        } catch (WireException e) {
            throw lost(e);
        }
    }

    /** Drops the bytes that were written and not sent. After this the connection serves for reading a last reply only. */
    void forgetUnsent() {
        out.clear();
    }

    /**
     * Whether the next hop has sent bytes that have not been read.
     *
     * @throws NextHopLost if it has closed the connection and no unread bytes are left
     */
    boolean hasSpoken() throws NextHopLost {
        if (in.isEmpty()) {
            boolean open;
            try {
                open = in.fillNow(wire::readNow);
            } catch (IOException e) {
                throw lost(e);
            }
            if (!open) {
                throw lost(new EOFException("the connection was closed"));
            }
        }
        return !in.isEmpty();
    }

    /** Sends QUIT and closes without reading the answer, as Postfix's smtpd_proxy_close does. */
    void quit() {
        endSoon();
        try {
            send(QUIT);
            out.flush();
        } catch (NextHopLost | WireException e) {
            events.dialogue(Direction.TO_NEXT_HOP, "(gone before QUIT)");
        } finally {
            close();
        }
    }

    /** Closes without QUIT, which within content would be content. */
    void close() {
        wire.close();
        in.release();
        out.release();
    }

    private NextHopLost lost(IOException e) {
        return NextHopLost.by(e, isUnwelcome());
    }
}
