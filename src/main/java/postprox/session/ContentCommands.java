package postprox.session;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import postprox.event.SessionEnd;
import postprox.event.SessionEvents;
import postprox.filter.Origin;
import postprox.mail.Envelope;
import postprox.nexthop.NextHop;
import postprox.nexthop.NextHopLost;
import postprox.smtp.Chunk;
import postprox.smtp.Command;
import postprox.smtp.Replies;
import postprox.smtp.Reply;

/** What DATA and BDAT do: whether there may be content now, and what becomes of the message that it makes. Not thread-safe. */
final class ContentCommands {
    private final Supplier<SessionServices> current;
    private final Origin origin;
    private final SessionEvents events;
    private final Client client;
    private final NextHop nextHop;
    private final Transaction transaction;
    private final ReplyEffects effects;
    private final AsciiRule asciiRule;

    private int messages;

    ContentCommands(
            Supplier<SessionServices> current,
            Origin origin,
            SessionEvents events,
            Client client,
            NextHop nextHop,
            Transaction transaction,
            ReplyEffects effects,
            AsciiRule asciiRule) {
        this.current = current;
        this.origin = origin;
        this.events = events;
        this.client = client;
        this.nextHop = nextHop;
        this.transaction = transaction;
        this.effects = effects;
        this.asciiRule = asciiRule;
    }

    /** How many times a client has come as far as its content. */
    int messages() {
        return messages;
    }

    Reply data(Command command) throws IOException, Content.TakenBack {
        if (!command.argument().isEmpty()) {
            return Replies.DATA_SYNTAX;
        }
        Optional<Reply> refusal = refusal(command);
        SessionServices now = current.get();
        return refusal.isPresent()
                ? refusal.get()
                : message(now, new DottedContent(client, now.config().strayCr()));
    }

    /**
     * BDAT (RFC 3030 section 2). Its octets are content and are never read as commands, also where they are refused. Where
     * nobody can say how many they are the session ends, as it does with Postfix (smtpd.c, bdat_cmd).
     */
    Reply bdat(Command command) throws IOException, Content.TakenBack {
        Optional<Chunk> first = Chunk.of(command.argument());
        if (first.isEmpty()) {
            effects.end(SessionEnd.OUT_OF_STEP);
            return Replies.BDAT_SYNTAX;
        }
        SessionServices now = current.get();
        Content content = new ChunkedContent(client, first.get(), now.config().strayCr(), asciiRule);
        Optional<Reply> refusal = refusal(command);
        if (refusal.isPresent() && effects.ending().isPresent()) {
            return refusal.get();
        }
        return refusal.isPresent() ? drop(content, refusal.get()) : message(now, content);
    }

    /** Why there can be no content now, if there cannot. */
    private Optional<Reply> refusal(Command command) {
        if (transaction.loss().isPresent()) {
            return Optional.of(transaction.loss().get().reply());
        }
        if (!transaction.isOpen()) {
            return Optional.of(Replies.NEED_MAIL);
        }
        if (!transaction.hasRecipients()) {
            // Forwarded, DATA could be answered with 354 (RFC 2920 section 3.1): a content phase for nobody.
            return Optional.of(transaction.refusedRecipients() ? Replies.NO_VALID_RECIPIENTS : Replies.NEED_RCPT);
        }
        try {
            // While content comes in, a next hop that is gone has tired of waiting; one that refused a recipient and
            // went has not.
            nextHop.settle();
            return Optional.empty();
        } catch (NextHopLost e) {
            return Optional.of(effects.onLoss(command, e));
        }
    }

    /** By the services that it began with, whatever becomes of them meanwhile. */
    private Reply message(SessionServices services, Content content) throws IOException, Content.TakenBack {
        messages++;
        Envelope envelope = transaction.envelope(events.session(), effects.helo());
        try {
            return new DataPhase(services, origin, events, client, nextHop, envelope, transaction.body()).run(content);
        } finally {
            endMessage();
        }
    }

    /** A last chunk ends the transaction, also where it is refused (Postfix's smtpd.c, skip_bdat). */
    private Reply drop(Content content, Reply refusal) throws IOException, Content.TakenBack {
        content.read(new Content.Refused(refusal));
        if (transaction.isOpen()) {
            nextHop.reset();
            endMessage();
        }
        return refusal;
    }

    private void endMessage() {
        nextHop.endMessage();
        effects.endTransaction();
    }
}
