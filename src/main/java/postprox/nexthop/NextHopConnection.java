package postprox.nexthop;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import postprox.event.Event.Dialogue.Direction;
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
 * One connection to the next hop. Whatever goes wrong on it is a {@link NextHopLost}; a connection that has thrown one
 * is not used again. Not thread-safe: the session and its {@link KeepAlive} take turns.
 */
public final class NextHopConnection {
    private static final Command QUIT = Command.parse("QUIT");
    private static final Command NOOP = Command.parse("NOOP");

    /** How long the client's answer may wait for the next hop to say goodbye or to forget an envelope. */
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

    /** How long to wait from now on for each reply and each block of content, and until when for all of them. */
    void timeouts(Duration perOperation, Deadline deadline) {
        this.perOperation = perOperation;
        this.deadline = deadline;
        wire.timeouts(perOperation, deadline);
    }

    /** How long to wait from now on for each reply and each block of content, however many there are. */
    void timeouts(Duration perOperation) {
        timeouts(perOperation, Deadline.never(ticker));
    }

    /** From now on all that is said and heard may take as long as a goodbye. */
    void endSoon() {
        timeouts(GOODBYE, Deadline.after(ticker, GOODBYE));
    }

    /** What the next hop has offered by its reply to EHLO. */
    Offer offer() {
        return offer;
    }

    /** How many NOOPs of ours it has heard. */
    int noops() {
        return noops;
    }

    /** Makes sure that it is there and waits for a command, so that what it says next answers that one. */
    public void look() throws NextHopLost {
        if (hasSpoken()) {
            throw NextHopLost.byUnaskedWords(in.unread(), isUnwelcome());
        }
    }

    /** Whether it is there and waits for a command. */
    boolean isListening() {
        try {
            look();
            return true;
        } catch (NextHopLost e) {
            return false;
        }
    }

    /** Whether it refused the client's last command, so that to hang up would be an answer to that. */
    boolean isUnwelcome() {
        return standing.isUnwelcome();
    }

    /** From here on a loss has nothing to do with what the client has said so far. */
    void settle() {
        standing = Standing.WELCOME;
    }

    /** Sends a command, at the latest when a reply is awaited. */
    public void send(Command command) throws NextHopLost {
        if (events.wantsDialogue()) {
            events.dialogue(Direction.TO_NEXT_HOP, Redaction.of(command));
        }
        write(command.toBytes());
    }

    /** Passes a command of the client's on and waits for its reply; {@link #look} comes before it. */
    public Reply forward(Command command) throws NextHopLost {
        send(command);
        return answerTo(command);
    }

    /**
     * Waits for the reply to a command of the client's.
     *
     * @throws NextHopLost where it hung up, with words or without. What it does behind a refusal, or at a command that no
     *     mail needs (POST), is meant for the client
     */
    public Reply answerTo(Command command) throws NextHopLost {
        if (command.verb() == Verb.OTHER) {
            standing = Standing.atNeedless(ticker);
        }
        boolean meant = isUnwelcome();
        Reply reply = readReply();
        if (Replies.hangsUp(reply) && command.verb() != Verb.QUIT) {
            // What it says at the end of a session that nobody wants to end (Postfix's smtpd_forbidden_commands).
            throw NextHopLost.by(reply, meant || reply.isPositive());
        }
        if (reply.isPositive() && (command.verb() == Verb.EHLO || command.verb() == Verb.HELO)) {
            offer = command.verb() == Verb.EHLO ? Offer.of(reply) : Offer.NOTHING;
        }
        return reply;
    }

    /** Says something of our own, or something again, and waits for the reply. The client has no part in it. */
    Reply ask(Command command) throws NextHopLost {
        look();
        Standing before = standing;
        Reply reply = forward(command);
        standing = before;
        return reply;
    }

    /** Says that we are still here. */
    Reply noop() throws NextHopLost {
        noops++;
        return ask(NOOP);
    }

    /** Waits for the next reply: a greeting, the answer to a message. */
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

    /** A time for the reply as a whole: one that comes in drops, or never ends, must end all the same. */
    private Reply readWithin(Duration time) throws IOException {
        wire.timeouts(perOperation, Deadline.after(ticker, time));
        try {
            return ReplyReader.read(in);
        } finally {
            wire.timeouts(perOperation, deadline);
        }
    }

    /** Where content goes once the next hop waits for it. */
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

    /** Drops what has been written and not been sent. The connection is of no use for more than a last reply. */
    void forgetUnsent() {
        out.clear();
    }

    /** Whether the next hop has said something that nobody has read yet. */
    boolean hasSpoken() throws NextHopLost {
        if (in.isEmpty()) {
            boolean there;
            try {
                there = in.fillNow(wire::readNow);
            } catch (IOException e) {
                throw lost(e);
            }
            if (!there) {
                throw lost(new EOFException("the connection was closed"));
            }
        }
        return !in.isEmpty();
    }

    /** Says goodbye and closes; the answer is of no interest (Postfix's smtpd_proxy_close does the same). */
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

    /** Closes without a word: within content, a word would be content. */
    void close() {
        wire.close();
        in.release();
        out.release();
    }

    private NextHopLost lost(IOException e) {
        return NextHopLost.by(e, isUnwelcome());
    }
}
