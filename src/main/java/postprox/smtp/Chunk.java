package postprox.smtp;

import java.util.Optional;

/**
 * The chunk that a BDAT announces (RFC 3030 section 2). Its octets follow directly after the line of BDAT.
 *
 * @param octets the number of octets, 0 or more
 * @param last   whether the content ends with this chunk
 */
public record Chunk(long octets, boolean last) {
    /** The maximum number of digits. A number of 18 digits fits into a long. */
    private static final int MAX_DIGITS = 18;

    private static final String LAST = "LAST";

    /** Skips spaces and tabs only: another program could take a CR within the line for a line end. */
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
     * @return the chunk; empty if the argument is malformed, so that the number of octets is unknown
     */
    public static Optional<Chunk> of(CharSequence argument) {
        int end = CommandWords.skipToBlank(argument, 0);
        long octets = end > MAX_DIGITS ? -1 : CommandWords.number(argument, 0, end);
        int next = skipBlanks(argument, end);
        boolean last = argument.length() - next == LAST.length() && CommandWords.begins(argument, next, LAST);
        return octets < 0 || !last && end < argument.length() ? Optional.empty() : Optional.of(new Chunk(octets, last));
    }
}
