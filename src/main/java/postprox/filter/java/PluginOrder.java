package postprox.filter.java;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import postprox.filter.api.Configuration;

/**
 * A Java filter as the administrator wants it.
 *
 * @param name        the filter's name in the log
 * @param className   the name of its class
 * @param directory   the directory of the plug-ins
 * @param jar         the name of the jar in it; empty if only one jar has the class
 * @param options     the filter's options, in their order
 * @param timeToStart how long the filter may take for its start
 * @param lostThreads how many threads may be lost before the filter is asked no more
 */
public record PluginOrder(
        String name,
        String className,
        Path directory,
        Optional<String> jar,
        Map<String, String> options,
        Duration timeToStart,
        int lostThreads)
        implements Configuration {
    public PluginOrder {
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }
}
