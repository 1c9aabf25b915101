package postprox.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What filters of kind {@code java} have in common.
 *
 * @param directory    the directory of their jars, if it is named
 * @param messageBytes the size of the largest message, in bytes; 0 if there is no limit
 */
public record PluginSettings(Optional<Path> directory, long messageBytes) {
    /** The settings in a configuration, which need not be complete. */
    public static PluginSettings of(Configuration configuration) {
        return new PluginSettings(
                configuration.find(FilterOptions.PLUGINS), configuration.get(LimitOptions.MESSAGE_SIZE));
    }
}
