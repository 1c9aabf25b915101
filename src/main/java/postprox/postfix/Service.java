package postprox.postfix;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A service of Postfix: one entry of master.cf (master(5)).
 *
 * @param name         its first field, such as {@code smtp}, {@code 127.0.0.1:10025} or {@code pickup}
 * @param type         its second field: {@code inet}, {@code unix}, {@code unix-dgram}, {@code fifo} or {@code pass}
 * @param chroot       its fifth field: {@code y}, {@code n} or {@code -}
 * @param processLimit its seventh field: a number or {@code -}
 * @param command      the program with its arguments, without the braces of words that have blanks
 * @param options      what {@code -o} sets, as written
 */
public record Service(
        String name,
        String type,
        String chroot,
        String processLimit,
        List<String> command,
        Map<String, String> options) {
    private static final String ARGV = "argv=";
    private static final String USER = "user=";

    /** The ports of the names that entries for mail have (IANA's registry of service names). */
    private static final Map<String, Integer> PORTS =
            Map.of("smtp", 25, "submission", 587, "submissions", 465, "smtps", 465, "ssmtp", 465);

    /** The entry's name for postconf(1) and for people: {@code smtp/inet}. */
    public String label() {
        return name + "/" + type;
    }

    /** The program without its directory: {@code smtpd}, {@code spawn}, {@code postscreen}. */
    public String daemon() {
        return command.isEmpty() ? "" : command.getFirst();
    }

    /** Whether the service listens on a port. */
    public boolean isInet() {
        return type.equals("inet");
    }

    /** The port that an inet service listens on; empty if it is another service, or its name of a port is not known here. */
    public OptionalInt port() {
        if (!isInet()) {
            return OptionalInt.empty();
        }
        String port = name.substring(name.lastIndexOf(':') + 1);
        if (!port.isEmpty() && port.chars().allMatch(digit -> digit >= '0' && digit <= '9') && port.length() <= 5) {
            return OptionalInt.of(Integer.parseInt(port));
        }
        return PORTS.containsKey(port) ? OptionalInt.of(PORTS.get(port)) : OptionalInt.empty();
    }

    /** The host that an inet service listens on, without brackets; empty if it listens on all of {@code inet_interfaces}. */
    public String host() {
        int colon = name.lastIndexOf(':');
        String host = colon < 0 ? "" : name.substring(0, colon);
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    /** Whether only this machine can reach an inet service. */
    public boolean isOnLoopback() {
        return host().equals("localhost") || host().equals("::1") || host().startsWith("127.");
    }

    /** The command that spawn(8) runs, with its arguments; empty for other services. */
    public List<String> spawned() {
        for (int i = 1; i < command.size(); i++) {
            String word = command.get(i);
            if (word.startsWith(ARGV)) {
                var argv = new ArrayList<>(command.subList(i, command.size()));
                argv.set(0, word.substring(ARGV.length()));
                return List.copyOf(argv);
            }
        }
        return List.of();
    }

    /** The user, or user and group with a colon between, that spawn(8) or pipe(8) runs a command as. */
    public Optional<String> user() {
        return command.stream()
                .filter(word -> word.startsWith(USER))
                .map(word -> word.substring(USER.length()))
                .findFirst();
    }
}
