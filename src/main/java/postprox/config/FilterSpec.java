package postprox.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import postprox.net.Endpoint;

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

    /**
     * The places of the servers of a kind that asks a service, the preferred one first.
     *
     * @param servers the kind's own setting of further places
     */
    public List<Endpoint> places(Option<List<Endpoint>> servers) {
        return Stream.concat(servers.type().parse(where).stream(), find(servers).orElse(List.of()).stream())
                .toList();
    }

    /** The value of a setting without a default. */
    public <T> Optional<T> find(Option<T> setting) {
        return settings.find(setting);
    }
}
