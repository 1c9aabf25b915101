package postprox.filter.program;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import postprox.mail.HeaderEdit;
import postprox.mail.HeaderField;
import postprox.text.WireText;

/**
 * Reads changes of a header, one on each line:
 *
 * <pre>
 * add NAME: VALUE              at the end of the header
 * insert N NAME: VALUE         so that N fields stand above it; 0 is the top
 * replace [N] NAME: VALUE      in the place of the Nth field of that name, the first if N is left out
 * delete [N] NAME              the Nth field of that name, all of them if N is left out
 * </pre>
 *
 * A line that begins with a blank continues the value above it, as in a header. Empty lines are skipped.
 */
final class EditsText {
    private static final int MAX_EDITS = 1000;
    private static final int MAX_DIGITS = 6;
    private static final int QUOTED_BYTES = 100;
    private static final String FORMS =
            "add NAME: VALUE, insert N NAME: VALUE, replace [N] NAME: VALUE or delete [N] NAME";

    private final List<HeaderEdit> edits = new ArrayList<>();

    private EditsText() {}

    /**
     * The changes in a text, one byte a character.
     *
     * @throws WrongEditException if a line is none, or there are too many
     */
    static List<HeaderEdit> parse(String text) throws WrongEditException {
        EditsText read = new EditsText();
        StringBuilder edit = new StringBuilder();
        int first = 0;
        int number = 0;
        for (int start = 0; start <= text.length(); ) {
            // Not String.lines(), for which a CR ends a line: a sender's CR would make a change of the text after it.
            int end = text.indexOf('\n', start) < 0 ? text.length() : text.indexOf('\n', start);
            String line = text.substring(start, end);
            start = end + 1;
            number++;
            boolean continues = line.startsWith(" ") || line.startsWith("\t");
            if (continues && !edit.isEmpty()) {
                edit.append('\n').append(line);
            } else {
                read.add(edit.toString(), first);
                edit.setLength(0);
                edit.append(line);
                first = number;
            }
        }
        read.add(edit.toString(), first);
        return read.edits;
    }

    private void add(String text, int line) throws WrongEditException {
        if (text.isEmpty()) {
            return;
        }
        if (edits.size() == MAX_EDITS) {
            throw new WrongEditException("the filter wrote more than " + MAX_EDITS + " changes to EDITS");
        }
        try {
            edits.add(edit(text));
        } catch (IllegalArgumentException e) {
            throw new WrongEditException("line " + line + " of EDITS: " + e.getMessage());
        }
    }

    private static HeaderEdit edit(String text) {
        String verb = firstWord(text).toLowerCase(Locale.ROOT);
        String rest = text.substring(verb.length()).stripLeading();
        String digits = firstWord(rest);
        boolean numbered = WireText.isNumber(digits, MAX_DIGITS);
        int number = numbered ? Integer.parseInt(digits) : -1;
        String what = numbered ? rest.substring(digits.length()).stripLeading() : rest;
        return switch (verb) {
            case "add" -> new HeaderEdit.Add(field(rest));
            case "insert" -> new HeaderEdit.Insert(required(number, text), field(what));
            case "replace" -> new HeaderEdit.Replace(numbered ? number : 1, field(what));
            case "delete" -> new HeaderEdit.Delete(withoutBlanks(what), numbered ? atLeastOne(number, text) : 0);
            default -> throw wrong(text);
        };
    }

    private static HeaderField field(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw wrong(text);
        }
        return new HeaderField(text.substring(0, colon), text.substring(colon + 1));
    }

    private static int required(int number, String text) {
        if (number < 0) {
            throw wrong(text);
        }
        return number;
    }

    private static int atLeastOne(int number, String text) {
        if (number < 1) {
            throw wrong(text);
        }
        return number;
    }

    private static String withoutBlanks(String text) {
        int end = text.length();
        while (end > 0 && (text.charAt(end - 1) == ' ' || text.charAt(end - 1) == '\t')) {
            end--;
        }
        return text.substring(0, end);
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException(
                "'" + WireText.shorten(text, QUOTED_BYTES) + "' is no change; write " + FORMS);
    }

    private static String firstWord(String text) {
        int blank = text.indexOf(' ');
        return blank < 0 ? text : text.substring(0, blank);
    }
}
