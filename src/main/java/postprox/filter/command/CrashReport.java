package postprox.filter.command;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What an interpreter writes to standard error when nothing in a program catches an error. Its form is all that is known of
 * it; whether these are its own words is for {@link Crash} to judge. It is read by hand, each line once: what a stranger put
 * into these lines must not cost time by its square.
 *
 * @param begin  the line in which it begins
 * @param goesOn whether lines follow that may belong to the error's text, or may not
 * @param error  the line that names the error
 * @param places where it happened, the innermost first
 */
record CrashReport(int begin, boolean goesOn, String error, List<Place> places) {
    /** A line of a program; 0 where the line is not known. */
    record Place(String file, int line) {
        private static final int MOST_DIGITS = 7;

        /**
         * The place that a text begins with, as {@code FILE:LINE} in front of a colon or at the text's end.
         *
         * @return nothing where it begins with none
         */
        static Optional<Place> in(String text) {
            int colon = text.indexOf(':');
            while (colon > 0) {
                int end = endOfNumber(text, colon + 1);
                if (end > colon + 1 && (end == text.length() || text.charAt(end) == ':')) {
                    return Optional.of(
                            new Place(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1, end))));
                }
                colon = text.indexOf(':', colon + 1);
            }
            return Optional.empty();
        }

        /** The place that stands between two texts in a line, such as {@code File "FILE", line LINE}. */
        static Optional<Place> between(String line, String before, String between) {
            int file = line.indexOf(before);
            int end = file < 0 ? -1 : line.indexOf(between, file + before.length());
            if (end < 0) {
                return Optional.empty();
            }
            int number = end + between.length();
            int behind = endOfNumber(line, number);
            return behind == number
                    ? Optional.empty()
                    : Optional.of(new Place(
                            line.substring(file + before.length(), end),
                            Integer.parseInt(line.substring(number, behind))));
        }

        private static int endOfNumber(String text, int start) {
            int end = start;
            while (end < Math.min(text.length(), start + MOST_DIGITS) && isDigit(text.charAt(end))) {
                end++;
            }
            return end;
        }

        private static boolean isDigit(char c) {
            return c >= '0' && c <= '9';
        }

        @Override
        public String toString() {
            return line == 0 ? file : file + " line " + line;
        }
    }

    /** The places in some lines. */
    static List<Place> places(List<String> lines, Function<String, Optional<Place>> place) {
        return lines.stream().flatMap(line -> place.apply(line).stream()).toList();
    }

    /** Whether a line begins with a blank, or is empty. */
    static boolean isIndented(String line) {
        return line.isEmpty() || line.charAt(0) == ' ' || line.charAt(0) == '\t';
    }

    /** Whether a text is a class's name, perhaps with a text behind a colon. */
    static boolean namesError(String text) {
        int end = endOfName(text);
        return end > 0 && (end == text.length() || text.startsWith(": ", end));
    }

    /** Where the name ends that a text begins with: letters, digits, and what sets the parts of a name apart. */
    static int endOfName(String text) {
        int end = 0;
        while (end < text.length() && isOfName(text.charAt(end))) {
            end++;
        }
        return end > 0 && (text.charAt(0) == '_' || text.charAt(0) >= 'A') ? end : 0;
    }

    private static boolean isOfName(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '.' || c == '$';
    }
}
