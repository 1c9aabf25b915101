package postprox.simulation;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A BDAT of which one knows what follows (RFC 3030 section 2).
 *
 * @param line   without its line end
 * @param octets how many come behind it
 * @param last   whether they end the message
 */
record Announcement(String line, long octets, boolean last) {
    /** With Postfix's blanks around it. */
    private static final Pattern SYNTAX =
            Pattern.compile("(?i)[ \\t-\\r]*BDAT[ \\t-\\r]+(\\d{1,18})([ \\t]+LAST)?[ \\t-\\r]*");

    /** What a line announces, if it does. */
    static Optional<Announcement> in(String line) {
        Matcher parts = SYNTAX.matcher(line);
        return parts.matches() && !Answered.isTooLong(line)
                ? Optional.of(new Announcement(line, Long.parseLong(parts.group(1)), parts.group(2) != null))
                : Optional.empty();
    }
}
