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

/** Carries out DATA and BDAT: decides whether content may come now, and takes the message. Not thread-safe. */
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

    /** The number of messages whose content has begun. */
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
                : take(now, new DottedContent(client, now.config().strayCr()));
    }

    /**
     * Carries out BDAT (RFC 3030 section 2). The octets after it are content and are never read as commands, even if they are
     * refused. If their number is not clear, the session ends, as in Postfix (smtpd.c, bdat_cmd).
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
        return refusal.isPresent() ? drop(content, refusal.get()) : take(now, content);
    }

    /** The reply if no content may come now; empty if it may. */
    private Optional<Reply> refusal(Command command) {
        if (transaction.loss().isPresent()) {
            return Optional.of(transaction.loss().get().reply());
        }
        if (!transaction.isOpen()) {
            return Optional.of(Replies.NEED_MAIL);
        }
        if (!transaction.hasRecipients()) {
            // The next hop could answer DATA with 354 (RFC 2920 section 3.1): content without a recipient would follow.
            return Optional.of(transaction.refusedRecipients() ? Replies.NO_VALID_RECIPIENTS : Replies.NEED_RCPT);
        }
        try {
            // A next hop that hung up after a refusal meant the client. A next hop that is lost while content comes in
            // has waited too long.
            nextHop.settle();
            return Optional.empty();
        } catch (NextHopLost e) {
            return Optional.of(effects.onLoss(command, e));
        }
    }

    /** Takes a message. It keeps the services with which it began, even if the settings are reloaded meanwhile. */
    private Reply take(SessionServices services, Content content) throws IOException, Content.TakenBack {
        messages++;
        Envelope envelope = transaction.envelope(events.session(), effects.helo());
        try {
            return new DataPhase(services, origin, events, client, nextHop, envelope, transaction).run(content);
        } finally {
            endMessage();
        }
    }

    /** Reads content and drops it. A last chunk ends the transaction even if it is refused (Postfix's smtpd.c, skip_bdat). */
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
