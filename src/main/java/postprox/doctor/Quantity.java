package postprox.doctor;

import java.time.Duration;

/** Numbers and times of Postfix's configuration (postconf(5)). */
final class Quantity {
    private static final int MOST_DIGITS = 18;

    private Quantity() {}

    /** A time such as {@code 100s}; without a unit it is in seconds. */
    static Duration time(String text) {
        long number = number(text);
        return switch (text.isEmpty() ? 's' : text.charAt(text.length() - 1)) {
            case 'm' -> Duration.ofMinutes(number);
            case 'h' -> Duration.ofHours(number);
            case 'd' -> Duration.ofDays(number);
            case 'w' -> Duration.ofDays(7 * number);
            default -> Duration.ofSeconds(number);
        };
    }

    /** The number that a text begins with; 0 if there is none. */
    static long number(String text) {
        int end = 0;
        while (end < text.length() && end < MOST_DIGITS && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end == 0 ? 0 : Long.parseLong(text.substring(0, end));
    }
}
