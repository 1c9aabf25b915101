package postprox.nexthop;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import postprox.event.Speaker;
import postprox.net.WireException;
import postprox.smtp.InputBuffer;
import postprox.smtp.MalformedReplyException;
import postprox.smtp.Replies;
import postprox.smtp.Reply;
import postprox.smtp.ReplyReader;
import postprox.text.WireText;

/** The connection to the next hop cannot be used any more. */
public final class NextHopLost extends IOException {
    private static final long serialVersionUID = 1L;

    private final Why why;
    private final transient Optional<Reply> lastWords;

    /** The kind of loss. */
    public enum Why {
        UNREACHABLE,
        CLOSED,
        SILENT,
        CONFUSED,

        /** The next hop hung up on the client for what the client said. Another connection would undo this defence. */
        SENT_AWAY;

        /** The reply for the client. */
        public Reply reply() {
            return switch (this) {
                case UNREACHABLE -> Replies.NEXT_HOP_UNREACHABLE;
                case CLOSED -> Replies.NEXT_HOP_CLOSED;
                case SILENT -> Replies.NEXT_HOP_SILENT;
                case CONFUSED -> Replies.NEXT_HOP_CONFUSED;
                case SENT_AWAY -> Replies.SENT_AWAY;
            };
        }
    }

    /**
     * Reports a loss.
     *
     * @param detail the reason, for the log
     */
    public NextHopLost(Why why, String detail) {
        this(why, detail, Optional.empty());
    }

    private NextHopLost(Why why, String detail, Optional<Reply> lastWords) {
        super(detail);
        this.why = why;
        this.lastWords = lastWords;
    }

    /**
     * The loss of a connection on which the next hop announced that it hangs up.
     *
     * @param lastWords      the announcement: 421, or 221 to a command other than QUIT
     * @param meantForClient whether it was meant for the client
     */
    static NextHopLost by(Reply lastWords, boolean meantForClient) {
        return new NextHopLost(
                meantForClient ? Why.SENT_AWAY : Why.CLOSED, "it said: " + lastWords.oneLine(), Optional.of(lastWords));
    }

    /**
     * The loss of a connection that failed.
     *
     * @param meantForClient whether closing the connection was meant for the client
     */
    static NextHopLost by(IOException e, boolean meantForClient) {
        Why why = switch (e) {
            case MalformedReplyException _ -> Why.CONFUSED;
            case WireException wire when wire.reason() == WireException.Cause.TIMEOUT -> Why.SILENT;
            default -> meantForClient ? Why.SENT_AWAY : Why.CLOSED;
        };
        return new NextHopLost(why, String.valueOf(e.getMessage()));
    }

    /**
     * The loss of a connection on which the next hop sent words that answer no command. If they were taken for the answer to
     * the next command, each later answer would be taken for another command's.
     *
     * @param words     all words that have arrived
     * @param unwelcome whether the next hop has just refused the client's last command
     */
    static NextHopLost byUnaskedWords(String words, boolean unwelcome) {
        Optional<Reply> goodbye = wholeReply(words).filter(reply -> reply.code() == Replies.HANGING_UP);
        if (goodbye.isPresent()) {
            return by(goodbye.get(), unwelcome && !isAboutTheNetwork(goodbye.get()));
        }
        return new NextHopLost(
                unwelcome ? Why.SENT_AWAY : Why.CONFUSED,
                "it said something that it was not asked: " + words.strip().replace("\r\n", " / "));
    }

    /**
     * RFC 3463 section 3.5: X.4.X, as in Postfix's "421 4.4.2 ... timeout exceeded", is about the network and not about the
     * client.
     */
    private static boolean isAboutTheNetwork(Reply reply) {
        return reply.lines().getFirst().startsWith("4.4.", "421 ".length());
    }

    /** The reply in the words that have arrived; empty if it is not whole, since postprox does not wait for the rest. */
    private static Optional<Reply> wholeReply(String words) {
        try {
            return Optional.of(
                    ReplyReader.read(new InputBuffer(new ByteArrayInputStream(WireText.bytes(words))::read)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    public Why why() {
        return why;
    }

    /** The reason, for the log. */
    public String detail() {
        return String.valueOf(getMessage());
    }

    /** The reply for a client whose session goes on. */
    public Reply reply() {
        return lastWords.filter(Reply::isNegative).map(Replies::withoutHangUp).orElseGet(why::reply);
    }

    /** The reply for a client whose session ends: the next hop's own words if they were meant for the client. */
    public Reply farewell() {
        return lastWords.filter(_ -> why == Why.SENT_AWAY).orElse(Replies.SESSION_LOST);
    }

    /** The outcome for a message that this loss ends. */
    public Outcome outcome() {
        return new Outcome.Answered(
                reply(), lastWords.filter(Reply::isNegative).isPresent() ? Speaker.NEXT_HOP : Speaker.POSTPROX);
    }

    /** The same loss without the next hop's words, which do not answer the client's latest command. */
    NextHopLost withoutWords() {
        return new NextHopLost(why, detail());
    }

    /** The same loss, after an attempt to open another connection failed too. */
    NextHopLost inVain(NextHopLost second) {
        return new NextHopLost(why, detail() + "; and then: " + second.detail(), lastWords);
    }
}
