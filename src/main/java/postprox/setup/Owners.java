package postprox.setup;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postprox.postfix.Destination;
import postprox.postfix.Instances;
import postprox.postfix.Postfix;
import postprox.postfix.Service;

/**
 * Who has which port of this machine.
 *
 * @param instance the Postfix that is set up
 * @param others   the other instances, which share the ports, also while they do not run
 */
record Owners(Postfix instance, List<Postfix> others) {
    private static final List<String> FILTERS = List.of("content_filter", "smtpd_proxy_filter");

    /** All who could have a port that an instance needs. */
    static Owners of(Postfix instance) throws IOException {
        List<Postfix> others = new ArrayList<>();
        for (Path directory : Instances.directories()) {
            if (Files.isReadable(directory.resolve("main.cf"))
                    && Files.isReadable(directory.resolve("master.cf"))
                    && !Files.isSameFile(directory, instance.directory())) {
                others.add(Postfix.in(directory));
            }
        }
        return new Owners(instance, others);
    }

    /** Who has a port: an entry of a master.cf, a filter that Postfix sends mail to, or a running program; empty if it is free. */
    String of(int port) {
        List<Postfix> all = new ArrayList<>(List.of(instance));
        all.addAll(others);
        for (Postfix postfix : all) {
            for (Service service : postfix.services()) {
                if (service.port().orElse(0) == port) {
                    return "'" + service.label() + " " + service.daemon() + "' in "
                            + (postfix.equals(instance)
                                    ? "master.cf"
                                    : postfix.directory().resolve("master.cf"));
                }
            }
            Optional<String> filter = filterAt(postfix, port);
            if (filter.isPresent()) {
                return "the filter that " + filter.get() + " names";
            }
        }
        return isFree(Entries.in(instance).host(), port) ? "" : "a running program";
    }

    /** The parameter of main.cf, or the option of an entry, that sends mail to a port. */
    private static Optional<String> filterAt(Postfix postfix, int port) {
        return FILTERS.stream()
                .filter(name -> leadsTo(postfix.parameter(name), port)
                        || postfix.services().stream()
                                .anyMatch(service -> leadsTo(service.options().getOrDefault(name, ""), port)))
                .findFirst();
    }

    /** Whether an instance opens a port, or sends mail there. */
    static boolean isUsed(Postfix postfix, int port) {
        return filterAt(postfix, port).isPresent()
                || postfix.services().stream()
                        .anyMatch(service -> service.port().orElse(0) == port);
    }

    /** Whether nobody listens on a port of an address of this machine. */
    static boolean isFree(String host, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(host), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean leadsTo(String value, int port) {
        return Destination.of(value).filter(to -> to.port() == port).isPresent();
    }
}
