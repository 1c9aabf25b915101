package postprox.session;

import java.util.Optional;
import postprox.event.Event.NextHopTrouble.Kind;
import postprox.event.SessionEnd;
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
 * What the replies of the next hop, and its loss, change: the one place that decides it, and what the client hears. Not
 * thread-safe.
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

    private String helo = "";
    private Optional<SessionEnd> ending = Optional.empty();

    /**
     * Nothing has been said yet.
     *
     * @param maxBytes the largest message that we take; 0 for no limit of ours
     */
    ReplyEffects(SessionEvents events, NextHop nextHop, Transaction transaction, AsciiRule asciiRule, long maxBytes) {
        this.events = events;
        this.nextHop = nextHop;
        this.transaction = transaction;
        this.asciiRule = asciiRule;
        this.maxBytes = maxBytes;
    }

    /** Why the session has to end after the last reply, if it has to. */
    Optional<SessionEnd> ending() {
        return ending;
    }

    /** The session has to end after the next reply. */
    void end(SessionEnd why) {
        ending = Optional.of(why);
    }

    /** How the client has greeted. */
    String helo() {
        return helo;
    }

    /** What a reply changes, and what the client hears of it. */
    Reply apply(Command command, Reply reply) {
        if (opensDialogue(command, reply)) {
            // It waits for content, or for a dialogue that we could not read: what follows would pass unfiltered.
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
        return command.verb() == Verb.EHLO && reply.isPositive() ? EhloReply.forClient(reply, maxBytes) : reply;
    }

    /**
     * Whether the next hop now expects something else than commands: a 3xx, which only AUTH may get, or a 220, which
     * begins a conversation anew and which an unknown command gets that starts TLS (Exchange's X-ANONYMOUSTLS).
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
                // As if nobody had greeted yet (XCLIENT_README).
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

    /** What it makes of a word for content that it has not offered is its business. */
    private BodyType body(Command mail) {
        BodyType said = mail.parameters().body();
        return said == BodyType.EIGHT_BIT && !nextHop.keepsEighthBit() ? BodyType.UNSAID : said;
    }

    /** What a loss changes, and what the client hears of it. */
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

    /** Over, however it went, and with it what was said for it. */
    void endTransaction() {
        transaction.end();
        nextHop.forgetXforward();
    }
}
