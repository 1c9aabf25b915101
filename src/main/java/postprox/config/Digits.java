package postprox.config;

import java.util.OptionalLong;

/** Reads whole numbers: decimal digits without a sign. */
final class Digits {
    /** The maximum of digits. All limits have fewer, and a long holds 18. */
    private static final int MOST = 15;

    private Digits() {}

    /** The number; empty if the text is no number or has too many digits. */
    static OptionalLong parse(String text) {
        if (text.isEmpty() || text.length() > MOST) {
            return OptionalLong.empty();
        }
        long number = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return OptionalLong.empty();
            }
            number = number * 10 + (c - '0');
        }
        return OptionalLong.of(number);
    }

    /** The text without its last character, if that character is a unit; otherwise the text. */
    static String withoutUnit(String text, String units) {
        return unit(text, units) < 0 ? text : text.substring(0, text.length() - 1);
    }

    /** The index of the unit at the end of a text, from 0; -1 if the text ends with no unit. */
    static int unit(String text, String units) {
        return text.isEmpty() ? -1 : units.indexOf(text.charAt(text.length() - 1));
    }
}
