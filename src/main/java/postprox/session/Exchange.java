package postprox.session;

import java.io.IOException;
import java.util.Optional;
import postprox.event.ReachedLimit;
import postprox.event.SessionEnd;
import postprox.event.SessionEvent.LoopFound.Loop;
import postprox.event.SessionEvents;
import postprox.nexthop.NextHop;
import postprox.nexthop.NextHopLost;
import postprox.smtp.Command;
import postprox.smtp.Replies;
import postprox.smtp.Reply;
import postprox.smtp.Verb;

/**
 * Carries out each command and finds the reply for the client. Commands go to the next hop as they are, and replies come back
 * as they are. The exceptions are content, commands and replies that would let content pass unseen, and a lost next hop. Not
 * thread-safe.
 */
final class Exchange {
    private final ClientLimits limits;
    private final SessionEvents events;
    private final Client client;
    private final NextHop nextHop;
    private final Transaction transaction;
    private final ReplyEffects effects;
    private final LoopWatch loops;
    private final AuthDialogue auth;
    private final ContentCommands content;

    Exchange(
            ClientLimits limits,
            SessionEvents events,
            Client client,
            NextHop nextHop,
            Transaction transaction,
            ReplyEffects effects,
            LoopWatch loops,
            ContentCommands content) {
        this.limits = limits;
        this.events = events;
        this.client = client;
        this.nextHop = nextHop;
        this.transaction = transaction;
        this.effects = effects;
        this.loops = loops;
        this.auth = new AuthDialogue(client, nextHop, effects);
        this.content = content;
    }

    /**
     * Whether the next hop may hear a command before it has answered earlier ones: its transaction is not lost, and no limit
     * keeps the command from it.
     *
     * @param ahead the number of commands that it has not answered yet
     */
    boolean canGoOn(Command command, int ahead) {
        return transaction.loss().isEmpty() && limit(command, ahead).isEmpty();
    }

    /** Carries a command out and finds its reply. */
    Reply answer(Command command) throws IOException {
        Optional<Reply> refusal = refusalWithoutNextHop(command);
        return refusal.isPresent() ? refusal.get() : carryOut(command);
    }

    /** The reply to a command that the next hop must not hear, since its transaction is lost or a limit is reached. */
    private Optional<Reply> refusalWithoutNextHop(Command command) {
        if (command.verb() == Verb.RCPT && transaction.loss().isPresent()) {
            return transaction.loss().map(NextHopLost.Why::reply);
        }
        return limit(command, 0).map(client::limitReached);
    }

    /** The limit that keeps a command from the next hop; empty if none does. */
    private Optional<ReachedLimit> limit(Command command, int ahead) {
        return switch (command.verb()) {
            case MAIL ->
                limits.isTooLarge(command.parameters().declaredSize())
                        ? Optional.of(ReachedLimit.MESSAGE_SIZE)
                        : Optional.empty();
            case RCPT -> transaction.lackOfRoom(ahead);
            case HELO, EHLO, XCLIENT -> nextHop.exceeded();
            case XFORWARD -> loops.asks() ? Optional.empty() : nextHop.exceeded();
            case DATA, BDAT, AUTH, QUIT, RSET, NOOP, WITHHELD, OTHER -> Optional.empty();
        };
    }

    private Reply carryOut(Command command) throws IOException {
        return switch (command.verb()) {
            case MAIL -> mail(command);
            case DATA, BDAT -> content(command);
            case AUTH -> auth.goOn(forward(command));
            case QUIT -> quit(command);
            case WITHHELD -> Replies.WITHHELD;
            case EHLO -> ehlo(command);
            case XFORWARD -> loops.asks() ? clientOfClient(command) : forward(command);
            case RCPT, HELO, XCLIENT, RSET, NOOP, OTHER -> forward(command);
        };
    }

    private Reply forward(Command command) {
        try {
            return effects.apply(command, nextHop.forward(command));
        } catch (NextHopLost e) {
            return effects.onLoss(command, e);
        }
    }

    private Reply mail(Command command) {
        transaction.forgetLoss();
        return forward(command);
    }

    private Reply ehlo(Command command) {
        Reply reply = forward(command);
        return reply.isPositive() ? loops.asking(reply) : reply;
    }

    /** The reply to XFORWARD if postprox, and not the next hop, has offered it. */
    private Reply clientOfClient(Command command) {
        if (!loops.comesBack(command.argument())) {
            return Replies.OK;
        }
        events.loopFound(Loop.TO_OUR_CLIENT);
        effects.end(SessionEnd.LOOP);
        return Replies.LOOP;
    }

    private Reply content(Command command) throws IOException {
        try {
            return command.verb() == Verb.DATA ? content.data(command) : content.bdat(command);
        } catch (Content.TakenBack e) {
            // Nothing of the message is left, whatever the answer to the command, so its beginning cannot pass on.
            return answer(e.command());
        }
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
