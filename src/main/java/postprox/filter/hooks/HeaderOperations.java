package postprox.filter.hooks;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import postprox.mail.CommonReading;
import postprox.mail.HeaderBlock;
import postprox.mail.HeaderEdit;
import postprox.mail.HeaderField;
import postprox.text.WireText;

/** The operations of draft-01 on header fields, which name them by their place among all fields. Not thread-safe. */
final class HeaderOperations {
    static final String PATH = "/message/headers";

    private static final int MOST_DIGITS = 5;

    private final EditsByPlace changes;
    private final boolean isCountedInTwoWays;

    HeaderOperations(HeaderBlock header) {
        this.changes = new EditsByPlace(header);
        this.isCountedInTwoWays = !CommonReading.has(header);
    }

    List<HeaderEdit> edits() {
        return changes.edits();
    }

    /**
     * Makes an operation.
     *
     * @throws Json.Wrong if it is none that can be made
     */
    void apply(String list, String path, Json value, Json index) throws Json.Wrong {
        String rest = path.substring(PATH.length());
        switch (list) {
            case "set" -> set(rest, value);
            case "add" -> {
                if (!rest.isEmpty()) {
                    throw new Json.Wrong("postprox cannot do this");
                }
                add(field(value), index);
            }
            default -> changes.delete(place(rest));
        }
    }

    private void set(String rest, Json value) throws Json.Wrong {
        boolean isValueAlone = rest.endsWith("/value");
        int place = place(isValueAlone ? rest.substring(0, rest.length() - "/value".length()) : rest);
        changes.replace(place, isValueAlone ? EditsByPlace.field(changes.name(place), text(value)) : field(value));
    }

    private void add(HeaderField field, Json index) throws Json.Wrong {
        switch (index) {
            case Json.Nothing _ -> changes.insert(changes.size(), field);
            case Json.Whole(int place)
            when place >= 0 && place <= changes.size() -> {
                requireOneCount(place);
                changes.insert(place, field);
            }
            default -> throw new Json.Wrong("the index is no place in the header");
        }
    }

    private static HeaderField field(Json value) throws Json.Wrong {
        if (!(value instanceof Json.Members(var members)) || !members.keySet().equals(Set.of("name", "value"))) {
            throw new Json.Wrong("a header field has a name and a value, and nothing else");
        }
        return EditsByPlace.field(text(value.member("name")), text(value.member("value")));
    }

    private static String text(Json value) throws Json.Wrong {
        Optional<String> text = value.asText();
        return text.orElseThrow(() -> new Json.Wrong("this is no text"));
    }

    /** The place behind a slash, written as in a JSON Pointer (RFC 6901 section 4). */
    private int place(String rest) throws Json.Wrong {
        String digits = rest.startsWith("/") ? rest.substring(1) : "";
        boolean isNumber = WireText.isNumber(digits, MOST_DIGITS) && (digits.length() == 1 || digits.charAt(0) != '0');
        if (!isNumber || Integer.parseInt(digits) >= changes.size()) {
            throw new Json.Wrong("there is no such header field");
        }
        int place = Integer.parseInt(digits);
        requireOneCount(place + 1);
        return place;
    }

    private void requireOneCount(int place) throws Json.Wrong {
        if (place > 0 && isCountedInTwoWays) {
            throw new Json.Wrong(
                    "the header has a CR, a NUL, or a line that others read in another way, so that its fields are"
                            + " counted in two ways");
        }
    }
}
