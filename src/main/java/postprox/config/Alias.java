package postprox.config;

import java.util.List;
import java.util.Map;

/**
 * An option that is another spelling of a value of a second option. A configuration has only the second option.
 *
 * @param spelling the option that users may still give
 * @param meant    the option that it stands for
 * @param values   the text of each value of the first option, with the text of the second option that it stands for
 */
record Alias(Option<?> spelling, Option<?> meant, Map<String, String> values) {
    private static final List<Alias> ALL = List.of(
            new Alias(FilterOptions.REJECT, FilterOptions.ON_FAILURE, Map.of(Flag.YES, "tempfail", Flag.NO, "pass")));

    /** The option that an option stands for; the option itself if it is no alias. */
    static Option<?> meant(Option<?> option) {
        for (Alias alias : ALL) {
            if (alias.spelling.equals(option)) {
                return alias.meant;
            }
        }
        return option;
    }

    /** The value of {@link #meant} that a checked value of an option stands for. */
    static Value meant(Option<?> option, Value value) {
        for (Alias alias : ALL) {
            if (alias.spelling.equals(option)) {
                return new Value(alias.values.getOrDefault(value.text(), ""), value.place(), value.name());
            }
        }
        return value;
    }
}
