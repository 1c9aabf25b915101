package postprox.filter.policy;

import java.util.Locale;
import java.util.Optional;
import postprox.filter.RefusalText;
import postprox.filter.Remarks;
import postprox.filter.Verdict.Defer.Condition;
import postprox.mail.HeaderField;
import postprox.smtp.Reply;
import postprox.text.WireText;

/** What a service wants done, by the actions of access(5) and those that only workers have. */
public sealed interface Action {
    /** Nothing: the message may pass, as far as this service is concerned. */
    record Pass(Remarks remarks) implements Action {}

    /** The message is refused. */
    record Refuse(Reply reply) implements Action {}

    /** The message is refused for now on a condition. */
    record Defer(Reply reply, Condition condition) implements Action {}

    /** A field is put at the top of the header. */
    record Prepend(HeaderField field) implements Action {}

    /** The message is kept aside. */
    record Quarantine(String reason) implements Action {}

    /** The message is thrown away. */
    record Discard(String reason) implements Action {}

    /** What the worker wrote to its file {@code outfile} passes in the message's place. */
    record Replace() implements Action {}

    /** What the worker wrote to its file {@code edits} is done to the header. */
    record Edit() implements Action {}

    /**
     * An action that postprox cannot carry out or does not know.
     *
     * @param reason what the action is, for the log
     */
    record Impossible(String reason) implements Action {}

    int CODE_DIGITS = 3;
    int QUOTED_BYTES = 60;
    int REFUSED = 554;
    int REFUSED_FOR_NOW = 450;

    /**
     * Reads an action.
     *
     * @param text what follows {@code action=}, one byte a character
     */
    static Action parse(String text) {
        String trimmed = text.strip();
        String word = firstWord(trimmed);
        String rest = trimmed.substring(word.length()).strip();
        String name = word.toUpperCase(Locale.ROOT);
        return switch (name) {
            case "DUNNO", "OK", "RELAY" -> new Pass(Remarks.NONE);
            case "INFO" -> new Pass(new Remarks(printable(rest), Optional.empty()));
            case "WARN" -> warned(rest);
            case "REJECT" -> new Refuse(reply(REFUSED, rest));
            case "DEFER" -> new Refuse(reply(REFUSED_FOR_NOW, rest));
            case "DEFER_IF_PERMIT" -> new Defer(reply(REFUSED_FOR_NOW, rest), Condition.IF_PERMIT);
            case "DEFER_IF_REJECT" -> new Defer(reply(REFUSED_FOR_NOW, rest), Condition.IF_REJECT);
            case "PREPEND" -> prepend(rest);
            case "DISCARD" -> new Discard(printable(rest));
            case "HOLD", "QUARANTINE" -> new Quarantine(printable(rest));
            case "REPLACE" -> new Replace();
            case "EDIT" -> new Edit();
            case "FILTER", "REDIRECT", "BCC", "HANGUP" -> new Impossible(name + ", which postprox cannot do");
            default -> ofOther(name, word, rest);
        };
    }

    private static Action ofOther(String name, String word, String rest) {
        if (name.startsWith("PERMIT")) {
            return new Pass(Remarks.NONE);
        }
        boolean isNumber = !word.isEmpty() && word.chars().allMatch(c -> c >= '0' && c <= '9');
        boolean isCode = isNumber && word.length() == CODE_DIGITS && (word.charAt(0) == '4' || word.charAt(0) == '5');
        if (isCode) {
            // For Postfix a code alone is a number, and so permits. A service that says 550 does not mean that.
            return rest.isEmpty()
                    ? new Impossible(word + " without a text, which means OK to Postfix")
                    : new Refuse(reply(Integer.parseInt(word), rest));
        }
        return isNumber && rest.isEmpty()
                ? new Pass(Remarks.NONE)
                : new Impossible("'" + WireText.shorten(printable(word), QUOTED_BYTES) + "', which is no action");
    }

    private static Action warned(String text) {
        String words = printable(text);
        return new Pass(new Remarks(words, Optional.of("a filter warns: " + words)));
    }

    private static Action prepend(String text) {
        int colon = text.indexOf(':');
        if (colon <= 0) {
            return new Impossible("PREPEND without a header field");
        }
        try {
            return new Prepend(new HeaderField(text.substring(0, colon), text.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            return new Impossible("PREPEND of what is no header field: " + e.getMessage());
        }
    }

    /** The reply of a code and a text. A text without an enhanced status code gets x.7.1, as in Postfix. */
    private static Reply reply(int code, String text) {
        String words = text.isEmpty() ? "Message refused" : text;
        String enhanced = RefusalText.hasEnhancedCode(words) ? "" : code / 100 + ".7.1 ";
        return RefusalText.of(code + " " + enhanced + words);
    }

    private static String firstWord(String text) {
        int end = 0;
        while (end < text.length() && text.charAt(end) != ' ' && text.charAt(end) != '\t') {
            end++;
        }
        return text.substring(0, end);
    }

    private static String printable(String text) {
        return WireText.printable(text);
    }
}
