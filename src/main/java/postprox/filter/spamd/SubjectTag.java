package postprox.filter.spamd;

import java.util.ArrayList;
import java.util.List;
import postprox.mail.HeaderEdit;
import postprox.mail.HeaderField;

/** Puts a text in front of the subject of spam. A subject that no filter could have written stays as it is: the other fields tell. */
final class SubjectTag {
    private static final String NAME = "Subject";

    private SubjectTag() {}

    /**
     * The changes for a header.
     *
     * @param tag    printable US-ASCII
     * @param fields the header's fields, as they stand in the message
     * @param names  their names in lower case
     */
    static List<HeaderEdit> of(String tag, List<String> fields, List<String> names) {
        List<HeaderEdit> edits = new ArrayList<>();
        int number = 0;
        for (int i = 0; i < fields.size(); i++) {
            if (names.get(i).equals("subject")) {
                number++;
                add(edits, number, tag, value(fields.get(i)));
            }
        }
        if (number == 0) {
            edits.add(new HeaderEdit.Add(HeaderField.of(NAME, tag)));
        }
        return edits;
    }

    private static void add(List<HeaderEdit> edits, int number, String tag, String value) {
        try {
            edits.add(new HeaderEdit.Replace(number, HeaderField.of(NAME, tag + " " + value)));
        } catch (IllegalArgumentException e) {
            // A line of it is too long, or has a control character.
        }
    }

    /** What stands behind the colon, folds and all. */
    private static String value(String field) {
        return field.substring(field.indexOf(':') + 1).strip();
    }
}
