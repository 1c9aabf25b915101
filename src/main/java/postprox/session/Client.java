package postprox.session;

import java.io.IOException;
import java.time.Duration;
import postprox.log.MailLog;
import postprox.net.Deadline;
import postprox.net.Ticker;
import postprox.net.Wire;
import postprox.net.WireException;
import postprox.smtp.ByteSink;
import postprox.smtp.Command;
import postprox.smtp.DataReader;
import postprox.smtp.InputBuffer;
import postprox.smtp.LineReader;
import postprox.smtp.Reply;
import postprox.smtp.SmtpLimits;

/** The client's side of a session. The only place that writes to the client. Not thread-safe. */
final class Client {
    private final Wire wire;
    private final String session;
    private final MailLog log;
    private final Ticker ticker;
    private final Duration timeout;
    private final InputBuffer in;
    private final WireOutput out;

    Client(Wire wire, Surroundings surroundings, String session) {
        this.wire = wire;
        this.session = session;
        this.log = surroundings.log();
        this.ticker = surroundings.ticker();
        this.in = new InputBuffer(wire);
        this.out = new WireOutput(wire);
        this.timeout = surroundings.settings().commandTimeout();
        wire.patience(timeout, Deadline.never(ticker));
    }

    /** Whether the next command is here already (RFC 2920: a group of commands). */
    boolean hasMore() {
        return in.hasLine();
    }

    /** Reads a line, waiting for it if need be; all replies have been sent by then. */
    LineReader.Line readLine() throws IOException {
        if (!hasMore()) {
            flush();
        }
        // A time for the line as a whole: one that comes in drops must end too.
        wire.patience(timeout, Deadline.after(ticker, timeout));
        try {
            return LineReader.read(in, SmtpLimits.COMMAND_BYTES);
        } finally {
            wire.patience(timeout, Deadline.never(ticker));
        }
    }

    /** Reads content to its end; false where the client broke it off. */
    boolean readContent(DataReader reader, ByteSink text) throws IOException {
        flush();
        return reader.read(in, text);
    }

    /** Reads octets and drops them; false where the client broke them off. */
    boolean skip(long octets) throws IOException {
        flush();
        return in.skip(octets);
    }

    /** Says something, at the latest when we wait for the client again. */
    void send(Reply reply) throws WireException {
        if (log.wantsDialogue()) {
            reply.lines().forEach(line -> log.dialogue(session, "client<", line));
        }
        out.write(reply.toBytes());
    }

    /** Notes a command in the log; what AUTH says is a secret. */
    void note(Command command) {
        if (log.wantsDialogue()) {
            log.dialogue(session, "client>", Redaction.of(command));
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
        if (!in.isEmpty()) {
            return false;
        }
        byte[] more = new byte[64];
        try {
            int count = wire.readNow(more, 0, more.length);
            if (count > 0) {
                in.append(more, count);
            }
            return count < 0;
        } catch (WireException e) {
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
