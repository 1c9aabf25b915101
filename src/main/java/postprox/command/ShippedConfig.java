package postprox.command;

import java.util.List;
import java.util.Map;
import postprox.config.FilterOptions;
import postprox.config.Option;
import postprox.config.Options;
import postprox.config.ServiceOptions;

/**
 * Writes the configuration file of the Debian package. Few settings have another value there than by default, and all others are
 * comments.
 */
final class ShippedConfig {
    private static final int WIDTH = 100;

    private static final Map<Option<?>, String> SHIPPED = Map.of(
            FilterOptions.COMMAND, "/etc/postprox/filter",
            FilterOptions.ON_FAILURE, "tempfail",
            ServiceOptions.VERBOSE, "1",
            ServiceOptions.LOG, "syslog, json:/var/log/postprox/postprox.json");

    private static final String HEAD = """
            # The settings of postprox. The manual is postprox.conf(5).
            #
            # A line is "name = value". A line that begins with a blank continues the line above it. A # is the beginning of a comment only at
            # the beginning of a line. A setting that is a comment here has its default value.
            #
            # This finds mistakes:    postprox config check /etc/postprox/postprox.conf
            # The next hop is not named here, but where postprox is started: in Postfix's master.cf, or in postprox.service.
            """;

    private static final String TAIL = """

            # Each further filter has a section of its own, behind all other settings. postprox --help filters lists kinds and settings.
            #[filter virus]
            #filter = clamd:/run/clamav/clamd.ctl
            """;

    private ShippedConfig() {}

    static String text() {
        StringBuilder text = new StringBuilder(HEAD);
        List<Option<?>> settings = Options.settings();
        for (Options.Group group : Options.groups()) {
            for (Option<?> option : group.options()) {
                if (settings.contains(option) && !option.equals(FilterOptions.FILTER)) {
                    text.append(entry(option));
                }
            }
        }
        return text.append(TAIL).toString();
    }

    private static String entry(Option<?> option) {
        StringBuilder text = new StringBuilder("\n");
        for (String line : Wrapped.lines(option.help(), WIDTH)) {
            text.append("# ").append(line).append('\n');
        }
        String shipped = SHIPPED.getOrDefault(option, "");
        String value = option.byDefault().isEmpty() ? option.placeholder() : option.byDefault();
        return text.append(shipped.isEmpty() ? "#" : "")
                .append(option.name())
                .append(" = ")
                .append(shipped.isEmpty() ? value : shipped)
                .append('\n')
                .toString();
    }
}
