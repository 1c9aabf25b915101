package postprox.session;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import postprox.log.MailLog;
import postprox.net.Deadline;
import postprox.net.Ticker;
import postprox.net.Wire;
import postprox.net.WireException;
import postprox.smtp.Command;
import postprox.smtp.EhloReply;
import postprox.smtp.Extension;
import postprox.smtp.InputBuffer;
import postprox.smtp.MalformedReplyException;
import postprox.smtp.Reply;
import postprox.smtp.ReplyReader;
import postprox.smtp.Room;

/**
 * One connection to the next hop. Whatever goes wrong on it is a {@link NextHopLost}; a connection that has thrown one
 * is not used again. Not thread-safe: the session and its {@link KeepAlive} take turns.
 */
final class NextHop {
    private static final Command QUIT = Command.parse("QUIT");

    private final Wire wire;
    private final Ticker ticker;
    private final String session;
    private final MailLog log;
    private final InputBuffer in;
    private final WireOutput out;
    private Duration step = SessionSettings.NEXT_HOP_TIMEOUT;
    private Deadline whole;
    private Set<Extension> offered = EnumSet.noneOf(Extension.class);

    NextHop(Wire wire, Ticker ticker, String session, MailLog log, Room memory) {
        this.wire = wire;
        this.ticker = ticker;
        this.whole = Deadline.never(ticker);
        this.session = session;
        this.log = log;
        this.in = new InputBuffer(wire, memory);
        this.out = new WireOutput(wire, memory);
    }

    /** How long to wait from now on: for each reply and each block of content, and for all of them. */
    void patience(Duration eachStep, Deadline all) {
        step = eachStep;
        whole = all;
        wire.patience(step, whole);
    }

    /** How long to wait from now on for each reply and each block of content, however many there are. */
    void patience(Duration eachStep) {
        patience(eachStep, Deadline.never(ticker));
    }

    /** Whether the next hop takes commands before it has answered earlier ones. */
    boolean pipelines() {
        return offered.contains(Extension.PIPELINING);
    }

    /** Whether it keeps the eighth bit of content that is announced to have it (RFC 6152). */
    boolean keepsEighthBit() {
        return offered.contains(Extension.EIGHT_BIT_MIME);
    }

    /** Whether it is there and waits for commands, so that what it says next will be an answer to the next one. */
    boolean isListening() {
        try {
            return !hasSpoken();
        } catch (NextHopLost e) {
            return false;
        }
    }

    /** Whether it has closed the connection, or has said that it will (RFC 5321 section 3.8). */
    boolean hasHungUp() {
        try {
            return hasSpoken() && in.unread().startsWith(Integer.toString(Replies.HANGING_UP));
        } catch (NextHopLost e) {
            return true;
        }
    }

    /** Sends a command, at the latest when a reply is awaited. */
    void send(Command command) throws NextHopLost {
        if (log.wantsDialogue()) {
            log.dialogue(session, "next hop<", Redaction.of(command));
        }
        write(command.toBytes());
    }

    /** Waits for the next reply. */
    Reply readReply() throws NextHopLost {
        try {
            out.flush();
            Reply reply = readWithin(whole.remainingAtMost(step));
            if (log.wantsDialogue()) {
                reply.lines().forEach(line -> log.dialogue(session, "next hop>", line));
            }
            return reply;
        } catch (IOException e) {
            throw lost(e);
        }
    }

    /** A time for the reply as a whole: one that comes in drops, or never ends, must end all the same. */
    private Reply readWithin(Duration time) throws IOException {
        wire.patience(step, Deadline.after(ticker, time));
        try {
            return ReplyReader.read(in);
        } finally {
            wire.patience(step, whole);
        }
    }

    /** Sends a command and waits for its reply. */
    Reply ask(Command command) throws NextHopLost {
        if (hasSpoken()) {
            // An answer to nothing. Taken for the answer to this command, it would put the rest out of step.
            throw new NextHopLost(NextHopLost.Why.CONFUSED, "it said something that it was not asked: " + in.unread());
        }
        send(command);
        Reply reply = readReply();
        if (reply.isPositive()) {
            switch (command.verb()) {
                case EHLO -> offered = EhloReply.offered(reply);
                case HELO -> offered = EnumSet.noneOf(Extension.class);
                default -> {}
            }
        }
        return reply;
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
                throw new NextHopLost(NextHopLost.Why.CLOSED, "the connection was closed");
            }
        }
        return !in.isEmpty();
    }

    /** Says goodbye and closes; the answer is of no interest (Postfix's smtpd_proxy_close does the same). */
    void quit() {
        try {
            send(QUIT);
            out.flush();
        } catch (NextHopLost | WireException e) {
            log.dialogue(session, "next hop<", "(gone before QUIT)");
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

    private static NextHopLost lost(IOException e) {
        NextHopLost.Why why = switch (e) {
            case MalformedReplyException _ -> NextHopLost.Why.CONFUSED;
            case WireException wire when wire.reason() == WireException.Cause.TIMEOUT -> NextHopLost.Why.SILENT;
            default -> NextHopLost.Why.CLOSED;
        };
        return new NextHopLost(why, String.valueOf(e.getMessage()));
    }
}
