package postprox.filter.hooks;

import java.util.Optional;
import postprox.filter.RefusalText;
import postprox.smtp.Replies;
import postprox.smtp.Reply;
import postprox.text.WireText;

/** The reply that a scanner wants a client to hear, of which it may name some parts only. Not thread-safe. */
final class Refusal {
    /** "Closing transmission channel" (RFC 5321 section 4.2.2), which a client takes for the end of its connection. */
    private static final int CLOSING = 421;

    private static final int FOR_NOW = 451;

    private int code = Replies.REJECTED;
    private String enhancedCode = "";
    private String message = "";

    /** Takes the code. Returns an objection if it is none of a refusal: with a 2xx the message would be lost. */
    Optional<String> code(Json value) {
        switch (value) {
            case Json.Whole(int number)
            when number >= 400 && number <= 599 -> code = number == CLOSING ? FOR_NOW : number;
            case Json.Nothing _ -> code = Replies.REJECTED;
            default -> {
                return Optional.of("the code of its reply is not between 400 and 599");
            }
        }
        return Optional.empty();
    }

    Optional<String> enhancedCode(Json value) {
        switch (value) {
            case Json.Text(String text)
            when RefusalText.hasEnhancedCode(text) && text.indexOf(' ') < 0 -> enhancedCode = text;
            case Json.Nothing _ -> enhancedCode = "";
            default -> {
                return Optional.of("the enhanced code of its reply is none");
            }
        }
        return Optional.empty();
    }

    Optional<String> message(Json value) {
        switch (value) {
            case Json.Text(String text) -> message = WireText.ascii(text).strip();
            case Json.Nothing _ -> message = "";
            default -> {
                return Optional.of("the message of its reply is no text");
            }
        }
        return Optional.empty();
    }

    /** The message alone: one line of printable US-ASCII, which may be empty. */
    String words() {
        return WireText.shorten(message, 250);
    }

    Reply reply() {
        String words = message.isEmpty() ? Replies.REJECTED_TEXT : message;
        return RefusalText.of(code + " " + (enhancedCode.isEmpty() ? words : enhancedCode + " " + words));
    }
}
