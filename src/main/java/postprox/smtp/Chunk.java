package postprox.smtp;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a BDAT announces (RFC 3030 section 2): so many octets come directly behind its line.
 *
 * @param octets how many, 0 or more
 * @param last   whether they end the content
 */
public record Chunk(long octets, boolean last) {
    /** More digits than these are no size of anything; so many still fit into a long. */
    private static final Pattern SYNTAX = Pattern.compile("(\\d{1,18})([ \\t]+LAST)?", Pattern.CASE_INSENSITIVE);

    /**
     * Whether a line that was too long to be read may have announced one: then nobody knows how many octets follow either.
     *
     * @param start what it began with; blanks alone may hide any verb
     */
    public static boolean mayBeAnnouncedBy(String start) {
        Command begun = Command.parse(start);
        return begun.verb() == Verb.BDAT || begun.line().isBlank();
    }

    /**
     * Reads the argument of BDAT.
     *
     * @return nothing where it is not understood: then nobody knows how many octets follow
     */
    public static Optional<Chunk> of(String argument) {
        Matcher parts = SYNTAX.matcher(argument);
        return parts.matches()
                ? Optional.of(new Chunk(Long.parseLong(parts.group(1)), parts.group(2) != null))
                : Optional.empty();
    }
}
