package postprox.session;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import postprox.event.Event.LoopFound.Loop;
import postprox.event.Limit;
import postprox.event.SessionEnd;
import postprox.event.SessionEvents;
import postprox.filter.Origin;
import postprox.mail.Envelope;
import postprox.nexthop.NextHop;
import postprox.nexthop.NextHopConnection;
import postprox.nexthop.NextHopLost;
import postprox.smtp.Chunk;
import postprox.smtp.Command;
import postprox.smtp.Line;
import postprox.smtp.Replies;
import postprox.smtp.Reply;
import postprox.smtp.Verb;

/**
 * What each command does, and what the client hears of it. Commands go to the next hop as they are and replies come back
 * as they are, but for content, for what would let content pass unseen, and for a next hop that is lost. Not thread-safe.
 */
final class Exchange {
    /** RFC 4954 section 4: how a client gives AUTH up. */
    private static final Command AUTH_CANCEL = new Command(Verb.AUTH, "", "*");

    private final Supplier<SessionServices> current;
    private final Origin origin;
    private final SessionEvents events;
    private final Client client;
    private final NextHop nextHop;
    private final ClientLimits limits;
    private final Transaction transaction;

    private final ReplyEffects effects;
    private final AsciiRule asciiRule;
    private final LoopWatch loops;

    private int messages;

    Exchange(
            Supplier<SessionServices> current,
            ClientLimits limits,
            Origin origin,
            SessionEvents events,
            Client client,
            NextHop nextHop,
            Transaction transaction,
            ReplyEffects effects,
            AsciiRule asciiRule,
            LoopWatch loops) {
        this.current = current;
        this.origin = origin;
        this.events = events;
        this.client = client;
        this.nextHop = nextHop;
        this.limits = limits;
        this.transaction = transaction;
        this.effects = effects;
        this.asciiRule = asciiRule;
        this.loops = loops;
    }

    /** How many times a client has come as far as its content. */
    int messages() {
        return messages;
    }

    /** Whether a transaction is under way. */
    boolean inTransaction() {
        return transaction.isOpen();
    }

    /**
     * Whether the next hop may be asked for this too: it is not lost, and we take so much ourselves.
     *
     * @param ahead how many commands it has not answered yet
     */
    boolean canGoOn(Command command, int ahead) {
        return transaction.loss().isEmpty()
                && transaction.lackOfRoom(ahead).isEmpty()
                && !limits.isTooLarge(command.parameters().declaredSize());
    }

    /** Carries a command out and finds its reply. */
    Reply answer(Command command) throws IOException {
        return switch (command.verb()) {
            case MAIL -> mail(command);
            case RCPT -> rcpt(command);
            case DATA -> data(command);
            case BDAT -> bdat(command);
            case AUTH -> auth(command);
            case QUIT -> quit(command);
            case WITHHELD -> Replies.WITHHELD;
            case EHLO -> ehlo(command);
            case XFORWARD -> loops.asks() ? clientOfClient(command) : remembered(command);
            case HELO, XCLIENT -> remembered(command);
            case RSET, NOOP, OTHER -> forward(command);
        };
    }

    private Reply ehlo(Command command) {
        Reply reply = remembered(command);
        return reply.isPositive() ? loops.asking(reply) : reply;
    }

    /** XFORWARD that we have asked for ourselves. */
    private Reply clientOfClient(Command command) {
        if (!loops.comesBack(command.argument())) {
            return Replies.OK;
        }
        events.loopFound(Loop.TO_OUR_CLIENT);
        effects.end(SessionEnd.LOOP);
        return Replies.LOOP;
    }

    /** Passes on what has to be said again to a new connection. */
    private Reply remembered(Command command) {
        return nextHop.exceeded()
                .map(LimitReplies::reachedBy)
                .map(client::limitReached)
                .orElseGet(() -> forward(command));
    }

    private Reply forward(Command command) {
        try {
            return effects.apply(command, nextHop.forward(command));
        } catch (NextHopLost e) {
            return effects.onLoss(command, e);
        }
    }

    private Reply mail(Command command) {
        if (limits.isTooLarge(command.parameters().declaredSize())) {
            return client.limitReached(Limit.MESSAGE_SIZE);
        }
        transaction.forgetLoss();
        return forward(command);
    }

    private Reply rcpt(Command command) {
        if (transaction.loss().isPresent()) {
            return transaction.loss().get().reply();
        }
        return transaction.lackOfRoom(0).map(client::limitReached).orElseGet(() -> forward(command));
    }

    private Reply data(Command command) throws IOException {
        if (!command.argument().isEmpty()) {
            return Replies.DATA_SYNTAX;
        }
        Optional<Reply> refusal = refusalOfContent(command);
        SessionServices now = current.get();
        return refusal.isPresent()
                ? refusal.get()
                : message(now, new DottedContent(client, now.config().strayCr()));
    }

    /**
     * BDAT (RFC 3030 section 2). Its octets are content and are never read as commands, also where they are refused. Where
     * nobody can say how many they are the session ends, as it does with Postfix (smtpd.c, bdat_cmd).
     */
    private Reply bdat(Command command) throws IOException {
        Optional<Chunk> first = Chunk.of(command.argument());
        if (first.isEmpty()) {
            effects.end(SessionEnd.OUT_OF_STEP);
            return Replies.BDAT_SYNTAX;
        }
        SessionServices now = current.get();
        Content content = new ChunkedContent(client, first.get(), now.config().strayCr(), asciiRule);
        Optional<Reply> refusal = refusalOfContent(command);
        if (refusal.isPresent() && effects.ending().isPresent()) {
            return refusal.get();
        }
        return refusal.isPresent() ? drop(content, refusal.get()) : message(now, content);
    }

    /** Why there can be no content now, if there cannot. */
    private Optional<Reply> refusalOfContent(Command command) {
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
    private Reply message(SessionServices services, Content content) throws IOException {
        messages++;
        Envelope envelope = transaction.envelope(events.session(), effects.helo());
        try {
            Reply reply =
                    new DataPhase(services, origin, events, client, nextHop, envelope, transaction.body()).run(content);
            endMessage();
            return reply;
        } catch (Content.TakenBack e) {
            // Whatever the next hop says to the command: the rest of a message must not pass for a message.
            endMessage();
            return answer(e.command());
        }
    }

    private void endMessage() {
        nextHop.endMessage();
        effects.endTransaction();
    }

    /** A last chunk ends the transaction, also where it is refused (Postfix's smtpd.c, skip_bdat). */
    private Reply drop(Content content, Reply refusal) throws IOException {
        try {
            content.read(new Content.Refused(refusal));
            if (transaction.isOpen()) {
                nextHop.reset();
                endMessage();
            }
            return refusal;
        } catch (Content.TakenBack e) {
            return answer(e.command());
        }
    }

    /** AUTH is a dialogue (RFC 4954 section 4): after each 334 the client's line is opaque, whatever it looks like. */
    private Reply auth(Command command) throws IOException {
        Reply reply = forward(command);
        while (reply.code() == ReplyEffects.AUTH_CONTINUES && effects.ending().isEmpty()) {
            client.send(reply);
            reply = continueAuth(authStep(client.readLine()));
        }
        return reply;
    }

    /** On the connection where the dialogue was begun: to another one, a secret would be a command. */
    private Reply continueAuth(Command step) {
        try {
            NextHopConnection hop = nextHop.current();
            hop.look();
            return effects.apply(step, hop.forward(step));
        } catch (NextHopLost e) {
            return effects.onLoss(step, e);
        }
    }

    /** What the client says, or that it gives up where the next hop must not hear that. */
    private Command authStep(Line line) {
        Command step = Command.continued(Verb.AUTH, line);
        return client.refusalOfLine(step).isPresent() ? AUTH_CANCEL : step;
    }

    private Reply quit(Command command) {
        effects.end(SessionEnd.QUIT);
        try {
            Reply goodbye = nextHop.sayGoodbye(command);
            return goodbye.isIntermediate() ? Replies.BYE : goodbye;
        } catch (NextHopLost e) {
            return Replies.BYE;
        }
    }
}
