package postprox.filter.api;

import java.util.Objects;

/**
 * A field of a message's header, one character a byte.
 *
 * @param name  the name before the colon, as it is written there
 * @param value the text after the colon, without blanks at its two ends. A folded value has LF and a blank where it is folded
 */
public record HeaderField(String name, String value) {
    public HeaderField {
        Objects.requireNonNull(name);
        Objects.requireNonNull(value);
    }

    /** Whether the field has this name. Upper and lower case are the same. */
    public boolean is(String other) {
        return name.equalsIgnoreCase(other);
    }
}
