package postprox.filter.spamd;

import java.math.BigDecimal;
import java.util.Optional;
import postprox.text.WireText;

/** How a score is written: digits, perhaps with a minus in front and a fraction behind. There is no exponent, no NaN and no infinity. */
public final class Score {
    private static final int MOST_DIGITS = 12;

    private Score() {}

    /** The score of a text, with as many digits as the text has; empty if the text is none. */
    public static Optional<BigDecimal> of(String text) {
        String number = text.startsWith("-") ? text.substring(1) : text;
        int point = number.indexOf('.');
        boolean isScore = point < 0
                ? isDigits(number)
                : isDigits(number.substring(0, point)) && isDigits(number.substring(point + 1));
        return isScore ? Optional.of(new BigDecimal(text)) : Optional.empty();
    }

    private static boolean isDigits(String text) {
        return WireText.isNumber(text, MOST_DIGITS);
    }
}
