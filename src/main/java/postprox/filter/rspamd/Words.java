package postprox.filter.rspamd;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import postprox.filter.rspamd.ScanReply.Symbol;
import postprox.text.WireText;

/** What the log says of an answer: the action, the score and the rules that count most. All of it is printable and bounded. */
final class Words {
    private static final int MOST_BYTES = 200;
    private static final int MOST_SYMBOLS = 10;
    private static final int MOST_BYTES_OF_SYMBOL = 60;
    private static final double HUNDREDTHS = 100;

    private Words() {}

    /** As in {@code reject, score 15.2/15.0 (BAYES_SPAM 5.1, FORGED_SENDER 0.3)}. */
    static String of(ScanReply reply) {
        StringBuilder words = new StringBuilder(printable(reply.action()));
        if (reply.isSkipped()) {
            words.append(", skipped");
        }
        words.append(", score ").append(number(reply.score()));
        if (reply.requiredScore().isPresent()) {
            words.append('/').append(number(reply.requiredScore()));
        }
        if (!reply.symbols().isEmpty()) {
            words.append(" (").append(symbols(reply.symbols())).append(')');
        }
        return words.toString();
    }

    private static String symbols(List<Symbol> symbols) {
        String most = symbols.stream()
                .sorted(Comparator.comparingDouble((Symbol symbol) -> -Math.abs(symbol.score())))
                .limit(MOST_SYMBOLS)
                .map(symbol -> WireText.shorten(WireText.printable(symbol.name()), MOST_BYTES_OF_SYMBOL) + " "
                        + rounded(symbol.score()))
                .collect(Collectors.joining(", "));
        int more = symbols.size() - MOST_SYMBOLS;
        return more > 0 ? most + ", and " + more + " more" : most;
    }

    private static String number(OptionalDouble number) {
        return number.isPresent() ? rounded(number.getAsDouble()) : "unknown";
    }

    private static String rounded(double number) {
        return Double.toString(Math.round(number * HUNDREDTHS) / HUNDREDTHS);
    }

    static String printable(String text) {
        return WireText.shorten(WireText.printable(text), MOST_BYTES);
    }
}
