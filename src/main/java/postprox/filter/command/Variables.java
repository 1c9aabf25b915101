package postprox.filter.command;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import postprox.text.WireText;

/**
 * The variables that a filter finds in its environment, in the order of the documentation. Each value is one line without
 * control characters, one byte a character. Not thread-safe.
 */
public final class Variables {
    /** The manual: everything but EMAIL and OUTFILE is truncated to 99 characters (here bytes: never more than that). */
    static final int VALUE_BYTES = 99;

    private final Map<String, String> values = new LinkedHashMap<>();
    private final Set<String> cut = new LinkedHashSet<>();

    /** Name and value. */
    public Map<String, String> values() {
        return Collections.unmodifiableMap(values);
    }

    /** Whether there was no room for all of a value. */
    public boolean isCut(String name) {
        return cut.contains(name);
    }

    /** A value of our own, or one that was made fit. */
    void put(String name, String value) {
        values.put(name, value);
    }

    /** A value from a stranger. */
    void putShort(String name, String outside) {
        putFitting(name, WireText.printable(outside), VALUE_BYTES);
    }

    /** The same twice, since something may be decided by it: in short, and whole by the name with {@code _FULL}. */
    void putShortAndWhole(String name, String outside) {
        putShort(name, outside);
        put(name + "_FULL", WireText.printable(outside));
    }

    /** A value that is cut, with a mark, where it is longer than this. */
    void putFitting(String name, String value, int most) {
        put(name, WireText.shorten(value, most));
        if (value.length() > most) {
            cut.add(name);
        }
    }
}
