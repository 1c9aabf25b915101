package postprox.session;

import java.util.Optional;
import postprox.event.SessionEnd;
import postprox.event.SessionEvent.NextHopTrouble.Kind;
import postprox.event.SessionEvents;
import postprox.nexthop.NextHop;
import postprox.nexthop.NextHopLost;
import postprox.nexthop.NoReconnection;
import postprox.smtp.BodyType;
import postprox.smtp.Command;
import postprox.smtp.EhloReply;
import postprox.smtp.Replies;
import postprox.smtp.Reply;
import postprox.smtp.Verb;

/**
 * The effects of the next hop's replies, and of its loss, on the session. This is the one place that decides them, and the
 * reply for the client. Not thread-safe.
 */
final class ReplyEffects {
    /** RFC 4954 section 4: the server waits for the next step of AUTH. */
    static final int AUTH_CONTINUES = 334;

    /** RFC 5321 section 4.2.3: service ready. */
    private static final int SERVICE_READY = 220;

    private final SessionEvents events;
    private final NextHop nextHop;
    private final Transaction transaction;
    private final AsciiRule asciiRule;
    private final long maxBytes;
    private final boolean isBelieved;

    private String helo = "";
    private Optional<SessionEnd> ending = Optional.empty();

    /**
     * Begins before the first reply.
     *
     * @param maxBytes   postprox's own limit for the size of a message; 0 for none
     * @param isBelieved whether the client may say who its own client is
     */
    ReplyEffects(
            SessionEvents events,
            NextHop nextHop,
            Transaction transaction,
            AsciiRule asciiRule,
            long maxBytes,
            boolean isBelieved) {
        this.events = events;
        this.nextHop = nextHop;
        this.transaction = transaction;
        this.asciiRule = asciiRule;
        this.maxBytes = maxBytes;
        this.isBelieved = isBelieved;
    }

    /** The reason why the session must end after the latest reply; empty if it goes on. */
    Optional<SessionEnd> ending() {
        return ending;
    }

    /** Makes the session end after its next reply. */
    void end(SessionEnd why) {
        ending = Optional.of(why);
    }

    /** The name in the client's HELO or EHLO; empty if it has not greeted. */
    String helo() {
        return helo;
    }

    /** Applies a reply to the session.
     *
     * @return the reply for the client
     */
    Reply apply(Command command, Reply reply) {
        if (opensDialogue(command, reply)) {
            // The next hop waits for content, or for a dialogue that postprox cannot read. The client's next bytes
            // would pass unfiltered.
            events.oddReply(command.verb(), reply);
            nextHop.drop();
            end(SessionEnd.PROTOCOL);
            return Replies.UNKNOWN_DIALOGUE;
        }
        if (reply.isPositive()) {
            carriedOut(command);
        } else if (command.verb() == Verb.RCPT) {
            transaction.refuseRecipient();
        }
        return command.verb() == Verb.EHLO && reply.isPositive()
                ? EhloReply.forClient(reply, maxBytes, isBelieved)
                : reply;
    }

    /**
     * Whether the next hop now expects bytes that are no commands. A 3xx says so, which only AUTH may get. A 220 begins the
     * conversation anew: Exchange's X-ANONYMOUSTLS, a command that postprox does not know, starts TLS by it.
     */
    private static boolean opensDialogue(Command command, Reply reply) {
        boolean continuesAuth = command.verb() == Verb.AUTH && reply.code() == AUTH_CONTINUES;
        return reply.isIntermediate() && !continuesAuth
                || reply.code() == SERVICE_READY && (command.verb() == Verb.OTHER || command.verb() == Verb.NOOP);
    }

    private void carriedOut(Command command) {
        switch (command.verb()) {
            case HELO, EHLO -> {
                endTransaction();
                helo = command.argument();
            }
            case RSET -> endTransaction();
            case XCLIENT -> {
                endTransaction();
                // XCLIENT makes the server forget the greeting (XCLIENT_README).
                helo = "";
                transaction.introduced(command.argument());
            }
            case MAIL -> {
                transaction.begin(command.parameters().address(), body(command), command.line());
                asciiRule.accepted(command);
            }
            case RCPT -> transaction.addRecipient(command.parameters().address(), command.line());
            case XFORWARD -> transaction.forwarded(command.argument());
            case AUTH, DATA, BDAT, NOOP, QUIT, WITHHELD, OTHER -> {}
        }
        nextHop.remember(command);
    }

    /** The body type that counts. BODY=8BITMIME does not count if the next hop has not offered to keep the eighth bit. */
    private BodyType body(Command mail) {
        BodyType declared = mail.parameters().body();
        return declared == BodyType.EIGHT_BIT && !nextHop.keepsEighthBit() ? BodyType.UNSAID : declared;
    }

    /**
     * Applies the loss of the next hop to the session.
     *
     * @return the reply for the client
     */
    Reply onLoss(Command command, NextHopLost loss) {
        nextHop.lose(loss);
        Optional<SessionEnd> end = nextHop.noReconnection().map(NoReconnection::end);
        Kind kind = loss.why() == NextHopLost.Why.SENT_AWAY ? Kind.HUNG_UP_ON_CLIENT : Kind.LOST_AT_COMMAND;
        events.nextHop(kind, command.verb(), loss.detail(), end);
        if (end.isPresent()) {
            end(end.get());
            return loss.farewell();
        }
        // If a transaction was open, its XFORWARD values end with it. If none was open, keep them for the next MAIL.
        boolean lost = transaction.isOpen();
        if (lost) {
            endTransaction();
        }
        if (lost || command.verb() == Verb.MAIL) {
            transaction.lose(loss.why());
        }
        return loss.reply();
    }

    /** Ends the transaction, and with it the XFORWARD commands for it. */
    void endTransaction() {
        transaction.end();
        nextHop.forgetXforward();
    }
}
