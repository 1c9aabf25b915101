package postprox.metrics;

import java.util.Locale;

/** The values of labels. All come from the configuration or from an enumeration. */
final class Labels {
    /** The manual's filter has no name but its option. A filter of another kind is seldom called so. */
    private static final String MANUALS_FILTER = "-c";

    private Labels() {}

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** The label of a filter, by its name. */
    static String filter(String name) {
        return name.isEmpty() ? MANUALS_FILTER : name;
    }
}
