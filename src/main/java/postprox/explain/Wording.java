package postprox.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The wording of a line, as the page has it: what stays the same from line to line, with {@code ...} for what changes. A person may have
 * left out the severity in front, and the colon behind which the reason stands.
 *
 * @param severity {@code warning: } or {@code error: }, or empty
 * @param pieces   what stays the same, in small letters
 */
record Wording(String severity, List<String> pieces) {
    private static final String CHANGES = "...";
    private static final String ANY_PLACE = "PLACE: ";
    private static final List<String> SEVERITIES = List.of("warning: ", "error: ");

    static Wording of(String text) {
        String severity =
                SEVERITIES.stream().filter(text::startsWith).findFirst().orElse("");
        String rest =
                text.startsWith(ANY_PLACE) ? text.substring(ANY_PLACE.length() - 2) : text.substring(severity.length());
        List<String> pieces = new ArrayList<>();
        for (int at = rest.indexOf(CHANGES); at >= 0; at = rest.indexOf(CHANGES)) {
            add(pieces, rest.substring(0, at));
            rest = rest.substring(at + CHANGES.length());
        }
        add(pieces, rest);
        if (!pieces.isEmpty()) {
            pieces.add(withoutEnd(pieces.removeLast()));
        }
        return new Wording(severity, List.copyOf(pieces));
    }

    private static void add(List<String> pieces, String piece) {
        if (!piece.isBlank()) {
            pieces.add(piece.toLowerCase(Locale.ROOT));
        }
    }

    private static String withoutEnd(String piece) {
        int end = piece.length();
        while (end > 1 && ": ;(".indexOf(piece.charAt(end - 1)) >= 0) {
            end--;
        }
        return piece.substring(0, end);
    }

    /** How many characters of a line are this wording's, in their order; 0 if not all of them are there. */
    int fit(String small) {
        int at = 0;
        int fit = 0;
        for (String piece : pieces) {
            int found = small.indexOf(piece, at);
            if (found < 0) {
                return 0;
            }
            if (fit == 0 && small.startsWith(severity, found - severity.length())) {
                fit += severity.length();
            }
            at = found + piece.length();
            fit += piece.length();
        }
        return fit;
    }
}
