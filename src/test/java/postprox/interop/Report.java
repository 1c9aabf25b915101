package postprox.interop;

import java.util.regex.Pattern;

/**
 * What a client says has become of a message.
 *
 * @param outcome what its user is to believe
 * @param words   what its user reads
 */
record Report(Outcome outcome, String words) {
    /** What became of a message, or of the recipient that it is worst for. */
    enum Outcome {
        /** The next hop has taken it for a recipient at least. */
        SENT,
        /** It will never be taken. */
        REFUSED,
        /** Another attempt may help. */
        DEFERRED
    }

    /**
     * The report of a program that ends with 0 when a message was sent, and otherwise shows the reply.
     *
     * @param permanent what its words have where the reply was a 5xx
     */
    static Report of(int status, String words, Pattern permanent) {
        if (status == 0) {
            return new Report(Outcome.SENT, words);
        }
        return new Report(permanent.matcher(words).find() ? Outcome.REFUSED : Outcome.DEFERRED, words);
    }
}
