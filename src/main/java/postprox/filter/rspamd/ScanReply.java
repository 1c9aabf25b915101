package postprox.filter.rspamd;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What rspamd says of a message (rspamd's page developers/protocol). All texts have one byte a character, in UTF-8 where rspamd's rules
 * write that.
 *
 * @param action        what is to become of the message
 * @param score         its score; empty if rspamd gives none
 * @param requiredScore the score from which on rspamd refuses a message; empty if it refuses none
 * @param symbols       the rules that have matched
 * @param hasMessageId  whether it gives a Message-ID, which it does also for a message without one. It gives none if it saw nothing
 * @param isSkipped     whether it did not ask all of its rules: its administrator wants so, or the message is the test text GTUBE, which it refuses. Its
 *     action counts all the same
 * @param subject       the new subject, if the action is to rewrite it
 * @param smtpMessage   what the client is to hear
 * @param signatures    the values of the DKIM-Signature fields to add
 * @param milter        what a milter is to do
 */
record ScanReply(
        String action,
        OptionalDouble score,
        OptionalDouble requiredScore,
        List<Symbol> symbols,
        boolean hasMessageId,
        boolean isSkipped,
        Optional<String> subject,
        Optional<String> smtpMessage,
        List<String> signatures,
        MilterBlock milter) {
    /** A rule that has matched, with its share of the score. */
    record Symbol(String name, double score) {}
}
