package postprox.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import postprox.config.CommandLine;
import postprox.config.Configuration;
import postprox.config.Option;
import postprox.config.ServiceOptions;
import postprox.config.Settings;
import postprox.config.Usage;
import postprox.config.UsageException;
import postprox.net.Endpoint;
import postprox.net.NextHops;
import postprox.net.SamePlace;
import postprox.postfix.Service;

/**
 * A postprox that is set up on this machine.
 *
 * @param where         where it is set up, such as {@code master.cf: 127.0.0.1:10025/inet}
 * @param spawn         the service of spawn(8) that starts it; empty if it listens itself
 * @param program       its program's path
 * @param arguments     its arguments
 * @param user          the name of its user; empty if it is not known
 * @param account       the same user, if this machine knows it
 * @param port          the port of this machine where it is reached; 0 if that is not known
 * @param configuration its options; empty if they are wrong
 * @param mistake       what is wrong with its options, if anything is
 */
record Proxy(
        String where,
        Optional<Service> spawn,
        String program,
        List<String> arguments,
        Optional<String> user,
        Optional<Account> account,
        int port,
        Optional<Configuration> configuration,
        Optional<String> mistake) {
    /** The postprox of a service of spawn(8). */
    static Proxy spawned(Service service) throws IOException {
        List<String> argv = service.spawned();
        return of(
                "master.cf: " + service.label(),
                Optional.of(service),
                argv,
                service.user(),
                service.port().orElse(0));
    }

    /**
     * A postprox that listens.
     *
     * @param port where it listens, if its options do not say so because systemd holds the socket; otherwise 0
     */
    static Proxy listening(String where, List<String> argv, Optional<String> user, int port) throws IOException {
        return of(where, Optional.empty(), argv, user, port);
    }

    private static Proxy of(String where, Optional<Service> spawn, List<String> argv, Optional<String> user, int port)
            throws IOException {
        Optional<Account> found = user.isPresent() ? Account.find(user.get()) : Optional.empty();
        Optional<Account> account = spawn.isPresent() ? found : found.map(Account::withOtherGroups);
        List<String> arguments = argv.subList(1, argv.size());
        try {
            CommandLine line = CommandLine.read(Usage.SERVE, arguments);
            Configuration configuration = withNextHop(line);
            int listen =
                    configuration.find(ServiceOptions.LISTEN).map(Proxy::portOf).orElse(0);
            return new Proxy(
                    where,
                    spawn,
                    argv.getFirst(),
                    arguments,
                    user,
                    account,
                    port == 0 ? listen : port,
                    Optional.of(configuration),
                    Optional.empty());
        } catch (UsageException e) {
            return new Proxy(
                    where,
                    spawn,
                    argv.getFirst(),
                    arguments,
                    user,
                    account,
                    port,
                    Optional.empty(),
                    Optional.of(String.valueOf(e.getMessage())));
        }
    }

    private static Configuration withNextHop(CommandLine line) throws UsageException {
        List<String> operands = line.operands();
        Configuration given = line.configuration();
        if (operands.size() > 1) {
            throw new UsageException("'" + operands.get(1) + "' is one argument too many behind '" + operands.getFirst()
                    + "' (-c COMMAND is one argument: braces hold it together in master.cf)");
        }
        if (operands.isEmpty() && !given.isGiven(ServiceOptions.NEXT_HOP)) {
            throw new UsageException("the mail server's HOST:PORT is missing");
        }
        return operands.isEmpty() ? given : given.withNextHop(operands.getFirst());
    }

    /** The address where it is reached; empty if it is a name, or not known, or any. */
    Optional<InetAddress> address() {
        Optional<String> host = spawn.isPresent()
                ? spawn.map(Service::host)
                : configuration
                        .flatMap(known -> known.find(ServiceOptions.LISTEN))
                        .flatMap(place -> place instanceof Endpoint.Tcp(String name, int _)
                                ? Optional.of(name)
                                : Optional.empty());
        try {
            return host.filter(text -> !text.isEmpty()).map(InetAddress::ofLiteral);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static int portOf(Endpoint endpoint) {
        return endpoint instanceof Endpoint.Tcp(String _, int port) ? port : 0;
    }

    /** The value of an option that has a default; the default if the options are wrong. */
    <T> T get(Option<T> option) {
        return configuration
                .map(known -> known.get(option))
                .orElseGet(() -> option.type().parse(option.byDefault()));
    }

    /** The user, if this process can run programs as that user. */
    Optional<Account> reachable() {
        return account.filter(Account::isReachable);
    }

    /** The next hop, if it is known. */
    Optional<NextHops> nextHop() {
        return configuration
                .filter(known -> known.isGiven(ServiceOptions.NEXT_HOP))
                .map(Settings::nextHop);
    }

    /** The servers that the next hop names, without those that only DNS knows. */
    List<Endpoint> nextServers() {
        return nextHop().map(NextHops::endpoints).orElse(List.of());
    }

    /** Whether a server of the next hop has a port, on any machine. */
    boolean leadsToPort(int port) {
        return port != 0 && nextServers().stream().anyMatch(server -> portOf(server) == port);
    }

    /** Whether a next hop is a port of this machine, by any of its addresses. */
    private static boolean isHere(Endpoint nextHop) {
        return nextHop instanceof Endpoint.Tcp(String _, int port)
                && SamePlace.leadsTo(nextHop, new Endpoint.Tcp("::", port));
    }

    /** The ports of this machine that the next hop names. */
    List<Integer> nextPortsHere() {
        return nextServers().stream().filter(Proxy::isHere).map(Proxy::portOf).toList();
    }

    /** The options that postprox was started with, in the order of {@link Usage}. */
    Optional<CommandLine> line() {
        try {
            return Optional.of(CommandLine.read(Usage.SERVE, arguments));
        } catch (UsageException e) {
            return Optional.empty();
        }
    }
}
