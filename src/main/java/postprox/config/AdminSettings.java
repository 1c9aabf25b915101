package postprox.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import postprox.net.Endpoint;

/**
 * The settings of the servers for administrators. Immutable.
 *
 * @param page  where the web server listens; empty for none
 * @param token the file with the token that its clients must know; empty if it wants none
 * @param hosts the names under which browsers may ask, besides localhost and IP addresses
 * @param agent where HAProxy's agent checks are answered; empty for nowhere
 */
public record AdminSettings(
        Optional<Endpoint> page, Optional<Path> token, List<String> hosts, Optional<Endpoint> agent) {
    public AdminSettings {
        hosts = List.copyOf(hosts);
    }
}
