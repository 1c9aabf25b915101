package postprox.command;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import postprox.explain.Page;

/**
 * The words of a line that {@code postprox log} or {@code postprox status} prints, as the log for people has them. The page of explanations
 * is found by those.
 */
final class ScreenWording {
    /** A message for which a filter failed, as {@link StoryText} writes it, with the reply behind the reason. */
    private static final Pattern FAILED_MESSAGE = Pattern.compile(
            "(?:.*\\s)?(deferred|refused|accepted|changed) +.* -> .*?   filter (?:\\S+ )?failed: (.*?)(?:   (.*))?");

    /** What needs attention, as {@link StatusScreen} writes it. */
    private static final Pattern ATTENTION = Pattern.compile(
            "(.*): (?:once|[\\d,]+ times) in the last hour, last at .*?(?: \\((.*)\\))?: postprox (.*)");

    private static final Pattern ENTRY = Pattern.compile("explain '(.*)'");

    private ScreenWording() {}

    /** The words, or the line itself if it is no such line. */
    static String of(String line) {
        Matcher message = FAILED_MESSAGE.matcher(line);
        if (message.matches()) {
            boolean hasPassed =
                    !message.group(1).equals("deferred") && !message.group(1).equals("refused");
            String reply = message.group(3) == null ? "" : "; " + message.group(3);
            return failed(message.group(2), hasPassed) + reply;
        }
        Matcher attention = ATTENTION.matcher(line);
        if (attention.matches()) {
            String reason = attention.group(2) == null ? "" : attention.group(2);
            Matcher entry = ENTRY.matcher(attention.group(3));
            return entry.matches() ? ofEntry(entry.group(1), reason) : failed(reason, false);
        }
        return line;
    }

    /** The words that find an entry, with the reason if the entry has a place for it. */
    private static String ofEntry(String words, String reason) {
        String whole = words + ": " + reason;
        return Page.read().find(whole).isEmpty() ? words : whole;
    }

    private static String failed(String reason, boolean hasPassed) {
        return "warning: filter failed: " + reason
                + (hasPassed
                        ? "; the message passed unfiltered (option -r prevents this)"
                        : "; the message was refused for now");
    }
}
