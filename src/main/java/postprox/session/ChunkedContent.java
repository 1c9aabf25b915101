package postprox.session;

import java.io.IOException;
import java.util.Optional;
import postprox.event.MessageEvent.MessageAborted.Abort;
import postprox.net.WireException;
import postprox.nexthop.KeepAlive;
import postprox.smtp.Chunk;
import postprox.smtp.ChunkReader;
import postprox.smtp.Command;
import postprox.smtp.Replies;
import postprox.smtp.Reply;
import postprox.smtp.StrayCr;
import postprox.smtp.Verb;
import postprox.time.Deadline;

/**
 * Content in chunks, each directly after its BDAT, up to BDAT LAST (RFC 3030 section 2). postprox itself answers a chunk, since
 * the next hop hears of the message only when it is whole. BDAT LAST gets the answer to the message, which {@link DataPhase}
 * finds. Once the content is refused, all later chunks are read, dropped and refused too. So pipelined commands stay in step,
 * and no rest of a message can pass for a message.
 *
 * <p>Between chunks the connection to the next hop belongs to {@link KeepAlive}. So no other command is passed on. A command
 * that ends the transaction takes the message back.
 */
final class ChunkedContent implements Content {
    private final Client client;
    private final Deadline deadline;
    private final ChunkReader reader;
    private final AsciiRule asciiRule;
    private Chunk chunk;

    /**
     * Makes content that begins.
     *
     * @param first the first chunk, whose octets are still to be read
     */
    ChunkedContent(Client client, Chunk first, StrayCr strayCr, AsciiRule asciiRule) {
        this.client = client;
        this.deadline = client.contentDeadline();
        this.chunk = first;
        this.reader = new ChunkReader(strayCr);
        this.asciiRule = asciiRule;
    }

    @Override
    public void read(Sink text) throws IOException, TakenBack {
        take(text);
        while (!chunk.last()) {
            client.send(text.refusal().orElseGet(() -> Replies.chunkTaken(chunk)));
            chunk = next();
            take(text);
        }
    }

    @Override
    public Abort brokenOff() {
        return Abort.NO_LAST_CHUNK;
    }

    private void take(Sink text) throws IOException {
        if (!client.readContent(deadline, (in, out) -> reader.read(chunk, in, out), text)) {
            throw new WireException(WireException.Cause.CLOSED, "the client broke off its message");
        }
    }

    /** Waits for the next BDAT. */
    private Chunk next() throws IOException, TakenBack {
        Optional<Chunk> next = Optional.empty();
        while (next.isEmpty()) {
            next = chunk(client.readCommand(deadline));
        }
        return next.get();
    }

    /** The chunk that a command announces; empty for another command, which has its reply then. */
    private Optional<Chunk> chunk(Command command) throws IOException, TakenBack {
        client.logCommand(command);
        if (command.verb() == Verb.BDAT) {
            // A BDAT whose number of octets is not clear ends the session: see ContentCommands.bdat.
            return Optional.of(Chunk.of(command.argument()).orElseThrow(() -> new TakenBack(command)));
        }
        Optional<Reply> refusal = refusal(command);
        if (refusal.isPresent()) {
            client.send(refusal.get());
            return Optional.empty();
        }
        Reply reply = switch (command.verb()) {
            case RSET, HELO, EHLO, QUIT -> throw new TakenBack(command);
            case NOOP -> Replies.OK;
            case WITHHELD -> Replies.WITHHELD;
            case MAIL, RCPT, DATA, BDAT, AUTH, XFORWARD, XCLIENT, OTHER -> Replies.BETWEEN_CHUNKS;
        };
        client.send(reply);
        return Optional.empty();
    }

    /** The reply to a command that the next hop must not hear at any time; empty if it may hear it. */
    private Optional<Reply> refusal(Command command) {
        Optional<Reply> refusal = client.refusalOfLine(command);
        if (refusal.isPresent()) {
            return refusal;
        }
        return asciiRule.forbids(command) ? Optional.of(Replies.EIGHTH_BIT_COMMAND) : Optional.empty();
    }
}
