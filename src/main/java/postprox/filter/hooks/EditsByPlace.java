package postprox.filter.hooks;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import postprox.filter.http.Head;
import postprox.mail.HeaderBlock;
import postprox.mail.HeaderEdit;
import postprox.mail.HeaderField;
import postprox.text.WireText;

/**
 * Changes of a header by the places of its fields, as edits by name and number. Each change sees the header as the one before it left
 * it. Places are counted from 0 at the top. Not thread-safe.
 */
final class EditsByPlace {
    private final List<String> names;
    private final List<HeaderEdit> edits = new ArrayList<>();

    EditsByPlace(HeaderBlock header) {
        this.names =
                new ArrayList<>(header.fields().stream().map(EditsByPlace::name).toList());
    }

    /** The name of a field as its author spelled it. */
    private static String name(String field) {
        return field.substring(0, field.indexOf(':')).stripTrailing();
    }

    /** The number of fields. */
    int size() {
        return names.size();
    }

    String name(int place) {
        return names.get(place);
    }

    void insert(int place, HeaderField field) {
        edits.add(new HeaderEdit.Insert(place, field));
        names.add(place, field.name());
    }

    void delete(int place) {
        String name = names.get(place);
        int number = 1;
        for (int i = 0; i < place; i++) {
            number += names.get(i).equalsIgnoreCase(name) ? 1 : 0;
        }
        edits.add(new HeaderEdit.Delete(name, number));
        names.remove(place);
    }

    void replace(int place, HeaderField field) {
        delete(place);
        insert(place, field);
    }

    /** The place of the field with this name and number, counted from 1; -1 if there are fewer. */
    int find(String name, int number) {
        int left = number;
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equalsIgnoreCase(name) && --left == 0) {
                return i;
            }
        }
        return -1;
    }

    /** How many fields have this name. */
    int count(String name) {
        return (int) names.stream().filter(name::equalsIgnoreCase).count();
    }

    List<HeaderEdit> edits() {
        return List.copyOf(edits);
    }

    /**
     * The field that a scanner names. Its value is text of JSON, whose characters go into the message in UTF-8.
     *
     * @throws Json.Wrong if it would be more than a field, or none
     */
    static HeaderField field(String name, String value) throws Json.Wrong {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        String body = WireText.of(utf8, 0, utf8.length).replace("\r\n", "\n");
        boolean isSpaced = body.startsWith(" ") || body.startsWith("\t");
        String whole = body.endsWith("\n") ? body.substring(0, body.length() - 1) : body;
        try {
            return isSpaced ? new HeaderField(name, whole) : HeaderField.of(name, whole);
        } catch (IllegalArgumentException e) {
            throw new Json.Wrong(Head.words(String.valueOf(e.getMessage())));
        }
    }
}
