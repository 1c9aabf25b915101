package postprox.filter.spamd;

import java.math.BigDecimal;
import java.util.List;

/**
 * What spamd found, measured by the administrator's limit.
 *
 * @param isSpam   whether the message counts as spam
 * @param score    its score
 * @param required the limit from which on a message counts as spam
 * @param tests    the rules that it met
 */
record Finding(boolean isSpam, BigDecimal score, BigDecimal required, List<String> tests) {
    Finding {
        tests = List.copyOf(tests);
    }

    /** In words, for the log. */
    @Override
    public String toString() {
        return "score " + score.toPlainString() + " of " + required.toPlainString() + ": " + names();
    }

    /** The rules' names with commas between them. */
    String names() {
        return tests.isEmpty() ? "none" : String.join(",", tests);
    }
}
