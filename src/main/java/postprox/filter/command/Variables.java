package postprox.filter.command;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import postprox.text.WireText;

/**
 * The documented variables of a filter's environment, in the order of the documentation. Each value is one line without
 * control characters, one byte a character. Not thread-safe.
 */
public final class Variables {
    /**
     * The maximum length of a value. The manual says that all variables but EMAIL and OUTFILE are truncated to 99 characters.
     * postprox truncates them to 99 bytes, which are never more than 99 characters.
     */
    static final int VALUE_BYTES = 99;

    private final Map<String, String> values = new LinkedHashMap<>();
    private final Set<String> cut = new LinkedHashSet<>();

    /** The value of each variable by its name. */
    public Map<String, String> values() {
        return Collections.unmodifiableMap(values);
    }

    /** Whether the value of a variable was truncated. */
    public boolean isCut(String name) {
        return cut.contains(name);
    }

    /** Sets a variable to a value that postprox made, or that is printable and short enough. */
    void put(String name, String value) {
        values.put(name, value);
    }

    /** Sets a variable to a value from a client, made printable and truncated to {@link #VALUE_BYTES}. */
    void putShort(String name, String outside) {
        putFitting(name, WireText.printable(outside), VALUE_BYTES);
    }

    /**
     * Sets a variable to a value from a client as {@link #putShort} does, and another one, {@code NAME_FULL}, to the whole
     * value: a filter may decide by the end of a long value.
     */
    void putShortAndWhole(String name, String outside) {
        putShort(name, outside);
        put(name + "_FULL", WireText.printable(outside));
    }

    /** Sets a variable to a value, which is truncated and marked as such if it is longer than a number of bytes. */
    void putFitting(String name, String value, int maxBytes) {
        put(name, WireText.shorten(value, maxBytes));
        if (value.length() > maxBytes) {
            cut.add(name);
        }
    }
}
