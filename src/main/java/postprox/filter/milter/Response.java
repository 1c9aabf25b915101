package postprox.filter.milter;

import java.util.List;
import java.util.Optional;
import postprox.filter.service.Exchange.WrongAnswer;
import postprox.filter.service.Servers;
import postprox.mail.HeaderEdit;
import postprox.mail.HeaderField;
import postprox.smtp.Replies;
import postprox.smtp.Reply;
import postprox.text.WireText;

/** What a packet of a milter says (SMFIR_... of libmilter's mfdef.h). */
sealed interface Response {
    /** Go on; at the end of the message, let it pass. */
    record GoOn() implements Response {}

    /** Let the message pass; the milter wants to see no more of it. */
    record Accept() implements Response {}

    /**
     * Refuse the message, or the recipient.
     *
     * @param said the milter's words for the log, if they are no reply to a client; empty if the reply has them
     */
    record Refuse(Reply reply, String said) implements Response {
        Refuse(Reply reply) {
            this(reply, "");
        }
    }

    /** End the SMTP session, now or with 421. The session here may have other messages, so that this one alone is refused for now. */
    record HangUp() implements Response {}

    /** Throw the message away. */
    record Discard() implements Response {}

    /** Keep the message aside. Whether it is refused all the same, the milter says behind this. */
    record Quarantine(String reason) implements Response {}

    /** No more of this kind of step. */
    record Skip() implements Response {}

    /** The milter is still at work. */
    record Progress() implements Response {}

    /** A change of the header. */
    record ChangeHeader(HeaderEdit edit) implements Response {}

    /** A piece of another body, with CRLF. */
    record NewBody(String piece) implements Response {}

    /** A change of the envelope, which is not possible here. */
    record ChangeEnvelope(String what) implements Response {
        Servers.CannotExamine notPossible() {
            return new Servers.CannotExamine("it wants to " + what
                    + ", which is not possible here: the envelope has gone to the next hop before the content");
        }
    }

    /** A packet that the protocol knows, but not in answer to this step. */
    static WrongAnswer misplaced(String what, Step step) {
        return new WrongAnswer(
                "it wants to " + what + " in answer to " + step.words() + ", where the protocol has no such answer");
    }

    /** The most bytes of what a milter says in the log. */
    int MOST_WORDS = 200;

    /** Whether a packet with this letter speaks against the message, whatever its data is. */
    static boolean isAgainst(char letter) {
        return switch (letter) {
            case 'r', '4', 'f', 't', 'y', 'd', 'q' -> true;
            default -> false;
        };
    }

    /**
     * Reads a packet.
     *
     * @param hasLeadingSpace whether the leading blanks of a field are part of its value
     * @throws WrongAnswer           if it is none of the protocol
     * @throws Servers.CannotExamine if it asks for something that cannot be done to this message
     */
    static Response of(Packet packet, boolean hasLeadingSpace) throws WrongAnswer, Servers.CannotExamine {
        return switch (packet.letter()) {
            case 'c' -> bare(packet, new GoOn());
            case 'a' -> bare(packet, new Accept());
            case 'r' -> bare(packet, new Refuse(Replies.REFUSED_BY_MILTER));
            case '4', 'f' -> bare(packet, new HangUp());
            case 't' -> bare(packet, new Refuse(Replies.REFUSED_BY_MILTER_NOW));
            case 'y' -> refusal(packet.data());
            case 'd' -> bare(packet, new Discard());
            case 'q' -> new Quarantine(words(string(packet)));
            case 's' -> bare(packet, new Skip());
            case 'p' -> bare(packet, new Progress());
            case 'h', 'i', 'm' -> new ChangeHeader(edit(packet, hasLeadingSpace));
            case 'b' -> new NewBody(packet.data());
            case 'e' -> new ChangeEnvelope("change the sender");
            case '+', '2' -> new ChangeEnvelope("add a recipient");
            case '-' -> new ChangeEnvelope("remove a recipient");
            default -> throw new WrongAnswer("it answered " + packet.name() + ", which is no answer of the protocol");
        };
    }

    private static Response bare(Packet packet, Response response) throws WrongAnswer {
        if (!packet.data().isEmpty()) {
            throw malformed(packet);
        }
        return response;
    }

    private static WrongAnswer malformed(Packet packet) {
        return new WrongAnswer("its answer " + packet.name() + " is malformed: '" + words(packet.data()) + "'");
    }

    private static String words(String text) {
        return WireText.shorten(WireText.printable(text), MOST_WORDS);
    }

    private static String string(Packet packet) throws WrongAnswer {
        Optional<List<String>> strings = Packet.strings(packet.data());
        if (strings.isEmpty() || strings.get().size() != 1) {
            throw malformed(packet);
        }
        return strings.get().getFirst();
    }

    /** A refusal stays one if its words are wrong: a sender may have brought the words about. */
    private static Refuse refusal(String data) {
        Optional<Reply> reply = Packet.strings(data)
                .filter(strings -> strings.size() == 1)
                .flatMap(strings -> OwnReply.of(strings.getFirst()));
        return reply.map(Refuse::new)
                .orElseGet(() -> new Refuse(
                        data.startsWith("4") ? Replies.REFUSED_BY_MILTER_NOW : Replies.REFUSED_BY_MILTER,
                        "it refuses with what is no reply of 4xx or 5xx: '" + words(data) + "'"));
    }

    private static HeaderEdit edit(Packet packet, boolean hasLeadingSpace) throws WrongAnswer, Servers.CannotExamine {
        boolean hasIndex = packet.letter() != 'h';
        int start = hasIndex ? Integer.BYTES : 0;
        Optional<List<String>> strings = packet.data().length() < start
                ? Optional.empty()
                : Packet.strings(packet.data().substring(start));
        if (strings.isEmpty() || strings.get().size() != 2) {
            throw malformed(packet);
        }
        String name = strings.get().getFirst();
        String value = strings.get().getLast();
        return edit(packet.letter(), hasIndex ? index(packet) : 0, name, value, hasLeadingSpace);
    }

    /** A number beyond an int is as good as the largest: no header has as many fields. */
    private static int index(Packet packet) {
        return (int) Math.min(Integer.MAX_VALUE, Integer.toUnsignedLong(Negotiation.number(packet.data(), 0)));
    }

    private static HeaderEdit edit(char letter, int index, String name, String value, boolean hasLeadingSpace)
            throws Servers.CannotExamine {
        try {
            if (letter == 'm' && value.isEmpty()) {
                return new HeaderEdit.Delete(name, Math.max(1, index));
            }
            HeaderField field = new HeaderField(name, (hasLeadingSpace ? "" : " ") + withLf(value));
            return switch (letter) {
                case 'h' -> new HeaderEdit.Add(field);
                case 'i' -> new HeaderEdit.Insert(index, field);
                default -> new HeaderEdit.Replace(Math.max(1, index), field);
            };
        } catch (IllegalArgumentException e) {
            throw new Servers.CannotExamine(
                    "it wants a header field that cannot stand in a message: " + words(String.valueOf(e.getMessage())));
        }
    }

    /** A value's lines end with LF alone, and the last one has no end. Some milters write CRLF, and some leave the last one on. */
    private static String withLf(String value) {
        String lines = value.replace("\r\n", "\n");
        return lines.endsWith("\n") ? lines.substring(0, lines.length() - 1) : lines;
    }
}
