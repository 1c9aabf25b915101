package postprox.doctor;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import postprox.net.SamePlace;
import postprox.postfix.Postfix;
import postprox.postfix.Service;
import postprox.setup.Setup;

/**
 * What is examined: one instance of Postfix, the ways by which its mail gets to filters, and the postprox that are set up.
 *
 * @param postfix the instance
 * @param routes  all ways to filters, also to those of others
 * @param proxies every postprox, asked or not
 * @param listeners who listens on ports of this machine
 * @param mend    makes commands that mend this instance
 * @param machine where this machine has its files
 */
record Patient(
        Postfix postfix, List<Route> routes, List<Proxy> proxies, Listeners listeners, Mend mend, Machine machine) {
    static Patient of(Postfix postfix, Machine machine) throws IOException {
        Listeners listeners = Listeners.in(machine.processes());
        List<Proxy> proxies = new Proxies(postfix, machine, listeners).all();
        return new Patient(
                postfix,
                Route.all(postfix),
                proxies,
                listeners,
                new Mend(postfix.directory(), Setup.savedPort(postfix.directory(), machine.state())),
                machine);
    }

    /** The postprox that a way leads to; empty if it leads to another program, or nowhere. */
    Optional<Proxy> proxy(Route route) {
        return proxies.stream().filter(route::leadsTo).findFirst();
    }

    /** The ways that lead to a postprox. */
    List<Route> to(Proxy proxy) {
        return routes.stream().filter(route -> route.leadsTo(proxy)).toList();
    }

    /** The ways that lead to a postprox and are not behind it: those by which mail comes in. */
    List<Route> into(Proxy proxy) {
        Optional<Service> behind = behind(proxy);
        return to(proxy).stream()
                .filter(route -> behind.filter(route.front()::equals).isEmpty())
                .toList();
    }

    /** The ways that lead back to a postprox from behind it. */
    List<Route> back(Proxy proxy) {
        Optional<Service> behind = behind(proxy);
        return to(proxy).stream()
                .filter(route -> behind.filter(route.front()::equals).isPresent())
                .toList();
    }

    /** The server behind the filter, if it is one of this Postfix. The next hop may be another server, or lead to the front by mistake. */
    Optional<Service> behind(Proxy proxy) {
        return leadsToFront(proxy) || rounds().has(proxy)
                ? Optional.empty()
                : nextServers(proxy).stream().findFirst();
    }

    /** The servers of this Postfix that a postprox passes mail on to. */
    private List<Service> nextServers(Proxy proxy) {
        return proxy.nextPortsHere().stream()
                .flatMap(port -> postfix.listeningOn(port).stream())
                .filter(service -> service.daemon().equals("smtpd"))
                .toList();
    }

    /** The ways from one postprox over others back to it. */
    Rounds rounds() {
        return new Rounds(proxies, this::next);
    }

    /** Every postprox that gets what this one passes on: its next hop itself, or one that the server there asks. */
    List<Proxy> next(Proxy proxy) {
        List<Service> servers = nextServers(proxy);
        Stream<Proxy> direct =
                proxies.stream().filter(other -> proxy.nextPortsHere().contains(other.port()));
        Stream<Proxy> asked = routes.stream()
                .filter(route -> servers.contains(route.front()))
                .flatMap(route -> proxy(route).stream());
        return Stream.concat(direct, asked).distinct().toList();
    }

    /** Whether the next hop of a postprox is postprox itself, or a server that takes mail from outside and asks it. */
    boolean leadsToFront(Proxy proxy) {
        boolean isOwn = proxy.nextPortsHere().contains(proxy.port());
        boolean isPort25 = proxy.nextServers().stream().anyMatch(SamePlace::isFrontDoor);
        List<Route> to = to(proxy);
        List<Service> next = nextServers(proxy);
        boolean comesBack = to.stream().anyMatch(route -> next.contains(route.front()));
        boolean hasOtherFront = to.stream().anyMatch(route -> !next.contains(route.front()));
        return isOwn || isPort25 && (comesBack || next.isEmpty() && !to.isEmpty()) || comesBack && !hasOtherFront;
    }

    static String in(Service service) {
        return "master.cf: " + service.label();
    }
}
