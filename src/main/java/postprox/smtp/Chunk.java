package postprox.smtp;

import java.util.Optional;

/**
 * What a BDAT announces (RFC 3030 section 2): so many octets come directly behind its line.
 *
 * @param octets how many, 0 or more
 * @param last   whether they end the content
 */
public record Chunk(long octets, boolean last) {
    /** More digits than these are no size of anything; so many still fit into a long. */
    private static final int MOST_DIGITS = 18;

    private static final String LAST = "LAST";

    /** No other blanks: a CR within the line could be the end of one for somebody. */
    private static int skipBlanks(CharSequence text, int from) {
        int at = from;
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
        return at;
    }

    /**
     * Reads the argument of BDAT.
     *
     * @return nothing where it is not understood: then nobody knows how many octets follow
     */
    public static Optional<Chunk> of(CharSequence argument) {
        int end = Words.skipToBlank(argument, 0);
        long octets = end > MOST_DIGITS ? -1 : Words.number(argument, 0, end);
        int behind = skipBlanks(argument, end);
        boolean last =
                behind > end && argument.length() - behind == LAST.length() && Words.begins(argument, behind, LAST);
        return octets < 0 || !last && end < argument.length() ? Optional.empty() : Optional.of(new Chunk(octets, last));
    }
}
