package postprox.smtp;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The size that a client declares for its message with MAIL (RFC 1870 section 5). */
public final class DeclaredSize {
    private static final Pattern SIZE = Pattern.compile("(?i)(?:.*\\s)?SIZE=(\\d+)(?:\\s.*)?");

    /** Digits that a long has room for; RFC 1870 section 5 allows 20. */
    private static final int LONG_DIGITS = 18;

    private DeclaredSize() {}

    /** In bytes; 0 for another command and where there is none, the largest number where it is too long for any message. */
    public static long of(Command command) {
        if (command.verb() != Verb.MAIL) {
            return 0;
        }
        Matcher size = SIZE.matcher(EnvelopeAddress.behind(command.argument()));
        if (!size.matches()) {
            return 0;
        }
        String digits = size.group(1).replaceFirst("^0+(?=.)", "");
        return digits.length() > LONG_DIGITS ? Long.MAX_VALUE : Long.parseLong(digits);
    }
}
