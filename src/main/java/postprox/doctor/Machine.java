package postprox.doctor;

import java.nio.file.Path;
import java.util.List;

/**
 * Where a machine has what the doctor looks for besides Postfix.
 *
 * @param configuration the configuration file of a postprox that listens
 * @param units         directories with units of systemd(1), the more important one first
 * @param processes     proc(5)
 */
public record Machine(Path configuration, List<Path> units, Path processes) {
    /** The places of Debian. */
    public static final Machine USUAL = new Machine(
            Path.of("/etc/postprox/postprox.conf"),
            List.of(Path.of("/etc/systemd/system"), Path.of("/usr/lib/systemd/system"), Path.of("/lib/systemd/system")),
            Path.of("/proc"));

    public Machine {
        units = List.copyOf(units);
    }
}
