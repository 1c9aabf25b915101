package postprox.config;

import java.util.Optional;

/**
 * A filter as the administrator declares it.
 *
 * @param kind     its kind
 * @param where    its command or its place, one byte a character
 * @param settings its settings
 * @param text     all of it as it was written, in the file or on the command line
 */
public record FilterSpec(FilterKind kind, String where, Configuration settings, String text) {
    /** The filter's name in the log. */
    public String name() {
        return find(FilterSettings.NAME).orElse(kind.word());
    }

    /** The value of a setting that has a default. */
    public <T> T get(Option<T> setting) {
        return settings.get(setting);
    }

    /** The value of a setting without a default. */
    public <T> Optional<T> find(Option<T> setting) {
        return settings.find(setting);
    }
}
