package postprox.filter.rspamd;

import java.util.ArrayList;
import java.util.List;
import postprox.mail.HeaderField;

/**
 * Makes a header field of a value that a rule of rspamd's wrote. A rule may end lines with CRLF or forget that a line which goes on begins
 * with a blank, and what it writes may come from the message itself. So line ends become LF, each further line begins with a blank,
 * control characters become question marks, and lines that are too long are folded at a blank, or
 * where they are full.
 */
final class FieldText {
    private static final int LONGEST_LINE = 998;

    private FieldText() {}

    /**
     * The field.
     *
     * @throws IllegalArgumentException if no field can be made of them
     */
    static HeaderField field(String name, String value) {
        List<String> lines = new ArrayList<>();
        for (String line : value.lines().toList()) {
            addFolded(lines, printable(line), name.length() + 2);
        }
        return HeaderField.of(name, String.join("\n", lines));
    }

    /** Adds a line. Of the lines after the first, those that hold nothing but blanks are left out. */
    private static void addFolded(List<String> lines, String line, int room) {
        String rest = line.stripTrailing();
        if (!lines.isEmpty()) {
            if (rest.isBlank()) {
                return;
            }
            rest = isBlank(rest.charAt(0)) ? rest : "\t" + rest;
        }
        int longest = LONGEST_LINE - (lines.isEmpty() ? room : 0);
        while (rest.length() > longest) {
            int fold = foldBefore(rest, longest);
            // A sender may have written a subject without a blank. It must not keep the message from being marked.
            int end = fold < 0 ? Math.max(0, longest) : fold;
            String full = rest.substring(0, end).stripTrailing();
            // A gap that is wider than a line is made smaller: no line of a field may have blanks alone.
            if (lines.isEmpty() || !full.isBlank()) {
                lines.add(full);
            }
            rest = fold < 0 ? "\t" + rest.substring(end) : rest.substring(end);
            longest = LONGEST_LINE;
        }
        lines.add(rest);
    }

    /** The last blank, with something in front of it, at which a line can be folded; -1 if there is none. */
    private static int foldBefore(String line, int end) {
        for (int at = end; at > 0; at--) {
            if (isBlank(line.charAt(at)) && !line.substring(0, at).isBlank()) {
                return at;
            }
        }
        return -1;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private static String printable(String line) {
        StringBuilder clean = new StringBuilder(line.length());
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            clean.append(c < ' ' && c != '\t' || c == 127 ? '?' : c);
        }
        return clean.toString();
    }
}
