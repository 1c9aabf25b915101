package postprox.doctor;

import java.nio.file.Path;
import java.util.List;
import postprox.config.SetupOptions;

/**
 * Where a machine has what the doctor looks for besides Postfix.
 *
 * @param configuration the configuration file of a postprox that listens
 * @param units         directories with units of systemd(1), the more important one first
 * @param processes     proc(5)
 * @param state         where set-ups save what was before
 * @param logs          the package's directory for logs, which is the user's of its unit
 */
public record Machine(Path configuration, List<Path> units, Path processes, Path state, Path logs) {
    /** The places of Debian. */
    public static final Machine USUAL = new Machine(
            Path.of("/etc/postprox/postprox.conf"),
            List.of(Path.of("/etc/systemd/system"), Path.of("/usr/lib/systemd/system"), Path.of("/lib/systemd/system")),
            Path.of("/proc"),
            SetupOptions.STATE.type().parse(SetupOptions.STATE.byDefault()),
            Path.of("/var/log/postprox"));

    public Machine {
        units = List.copyOf(units);
    }

    /** The directory for the configuration file and for filters, which all users may enter. */
    Path home() {
        return configuration.resolveSibling("");
    }
}
