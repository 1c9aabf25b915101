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

    /** What happened, in words that a stranger may read: no address, nothing that the next hop said. */
    public enum Why {
        UNREACHABLE("4.4.1 Error: cannot connect to next hop"),
        CLOSED("4.4.2 Error: next hop closed the connection"),
        SILENT("4.4.2 Error: next hop did not answer in time"),
        CONFUSED("4.5.0 Error: unexpected reply from next hop"),

        /** It hung up on this client, for what that has said. Another connection would undo a defence of the next hop. */
        SENT_AWAY("4.7.0 Error: next hop has hung up on this session");

        private final String text;

        Why(String text) {
            this.text = text;
        }

        /** What the client is told. */
        public Reply reply() {
            return Reply.of(451, text);
        }
    }

    /**
     * Lost.
     *
     * @param detail for the log
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
     * Lost by its own words.
     *
     * @param lastWords with which it hung up: 421, or 221 to something that was not QUIT
     * @param meant     whether they were meant for the client
     */
    static NextHopLost by(Reply lastWords, boolean meant) {
        return new NextHopLost(
                meant ? Why.SENT_AWAY : Why.CLOSED, "it said: " + lastWords.oneLine(), Optional.of(lastWords));
    }

    /**
     * Lost by what happened to the connection.
     *
     * @param meant whether its end was meant for the client
     */
    static NextHopLost by(IOException e, boolean meant) {
        Why why = switch (e) {
            case MalformedReplyException _ -> Why.CONFUSED;
            case WireException wire when wire.reason() == WireException.Cause.TIMEOUT -> Why.SILENT;
            default -> meant ? Why.SENT_AWAY : Why.CLOSED;
        };
        return new NextHopLost(why, String.valueOf(e.getMessage()));
    }

    /**
     * Lost by what it said to nobody. Taken for the answer to the next command, it would put the rest out of step.
     *
     * @param words     all that has come
     * @param unwelcome whether it has just refused what the client said
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

    /** RFC 3463 section 3.5: X.4.X, as in Postfix's "421 4.4.2 ... timeout exceeded", is not about what was said. */
    private static boolean isAboutTheNetwork(Reply reply) {
        return reply.lines().getFirst().startsWith("4.4.", "421 ".length());
    }

    /** What has come, where it is a whole reply; nobody waits for the rest of another. */
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

    /** What happened, for the log. */
    public String detail() {
        return String.valueOf(getMessage());
    }

    /** What the client hears of it where its session goes on. */
    public Reply reply() {
        return lastWords.filter(Reply::isNegative).map(Replies::withoutHangUp).orElseGet(why::reply);
    }

    /** What it hears where its session ends: the next hop's own words where they were meant for the client. */
    public Reply farewell() {
        return lastWords.filter(_ -> why == Why.SENT_AWAY).orElse(Replies.SESSION_LOST);
    }

    /** What becomes of a message by it. */
    public Outcome outcome() {
        return new Outcome(
                reply(), lastWords.filter(Reply::isNegative).isPresent() ? Speaker.NEXT_HOP : Speaker.POSTPROX);
    }

    /** The same, where what the next hop said answers nothing that the client has just said. */
    NextHopLost withoutWords() {
        return new NextHopLost(why, detail());
    }

    /** The same loss, where opening another connection was of no help. */
    NextHopLost inVain(NextHopLost second) {
        return new NextHopLost(why, detail() + "; and then: " + second.detail(), lastWords);
    }
}
