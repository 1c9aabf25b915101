package postprox.filter.command;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The report that an interpreter writes to standard error when a program does not catch an error. The classes that recognize
 * reports know only their form; {@link Crash} judges whether the interpreter wrote them or a sender. They read each line once,
 * without regular expressions, so that a sender's lines never cost time that grows with the square of their length.
 *
 * @param begin  the index of the report's first line
 * @param goesOn whether lines follow the report that may or may not belong to the error's text
 * @param error  the line that names the error
 * @param places the places of the error and its calls, the innermost first
 */
record CrashReport(int begin, boolean goesOn, String error, List<Place> places) {
    /**
     * A place in a program.
     *
     * @param file the path of the script as the report has it
     * @param line the number of the line, 0 if it is not known
     */
    record Place(String file, int line) {
        private static final int MAX_DIGITS = 7;

        /**
         * The place that a text begins with, in the form {@code FILE:LINE} before a colon or the text's end.
         *
         * @return empty if the text does not begin with a place
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

        /**
         * The place in a line that has fixed texts before the file and before the number, such as
         * {@code File "FILE", line LINE}.
         *
         * @return empty if the line has no such texts, or no number after them
         */
        static Optional<Place> in(String line, String beforeFile, String beforeNumber) {
            int before = line.indexOf(beforeFile);
            int end = before < 0 ? -1 : line.indexOf(beforeNumber, before + beforeFile.length());
            if (end < 0) {
                return Optional.empty();
            }
            int number = end + beforeNumber.length();
            int endOfNumber = endOfNumber(line, number);
            return endOfNumber == number
                    ? Optional.empty()
                    : Optional.of(new Place(
                            line.substring(before + beforeFile.length(), end),
                            Integer.parseInt(line.substring(number, endOfNumber))));
        }

        private static int endOfNumber(String text, int start) {
            int end = start;
            while (end < Math.min(text.length(), start + MAX_DIGITS) && isDigit(text.charAt(end))) {
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

    /** The places in these lines, in their order. */
    static List<Place> places(List<String> lines, Function<String, Optional<Place>> placeInLine) {
        return lines.stream().flatMap(line -> placeInLine.apply(line).stream()).toList();
    }

    /** Whether a line begins with a blank, or is empty. */
    static boolean isIndented(String line) {
        return line.isEmpty() || line.charAt(0) == ' ' || line.charAt(0) == '\t';
    }

    /** Whether a text has the form {@code NAME} or {@code NAME: TEXT}, where NAME is the name of an error's class. */
    static boolean namesError(String text) {
        int end = endOfName(text);
        return end > 0 && (end == text.length() || text.startsWith(": ", end));
    }

    /** The end of the class's name that a text begins with: of letters, digits, {@code _}, {@code .} and {@code $}. */
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
