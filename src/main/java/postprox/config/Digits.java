package postprox.config;

import java.util.OptionalLong;

/** Whole numbers without a sign, in decimal digits. */
final class Digits {
    /** More than any limit, and far from what a long holds. */
    private static final int MOST = 15;

    private Digits() {}

    /** The number; nothing where this is none or it has too many digits. */
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

    /** The text without its last character if that is one of some letters; else as it is. */
    static String withoutUnit(String text, String units) {
        return unit(text, units) < 0 ? text : text.substring(0, text.length() - 1);
    }

    /** Which of some letters a text ends with, from 0; -1 for none. */
    static int unit(String text, String units) {
        return text.isEmpty() ? -1 : units.indexOf(text.charAt(text.length() - 1));
    }
}
