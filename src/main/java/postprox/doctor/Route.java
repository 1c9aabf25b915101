package postprox.doctor;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postprox.postfix.Destination;
import postprox.postfix.Postfix;
import postprox.postfix.Service;

/**
 * A way by which mail of a Postfix gets to a filter.
 *
 * @param front       the service that takes the mail: an smtpd, or pickup
 * @param isProxied   whether the front asks before the queue (smtpd_proxy_filter); otherwise mail leaves the queue (content_filter)
 * @param value       the parameter's value
 * @param port        the port of this machine where it leads; 0 if it leads elsewhere, or to no port
 * @param served      the service of this Postfix whose Unix socket it leads to; empty if it leads to no such socket
 * @param carrier     the service that takes mail from the queue; empty before the queue, or if there is none
 */
record Route(
        Service front, boolean isProxied, String value, int port, Optional<Service> served, Optional<Service> carrier) {
    static final String PROXY = "smtpd_proxy_filter";
    static final String CONTENT = "content_filter";

    private static final String UNIX = "unix:";

    /** Every service by which mail comes in, and that has a filter. */
    static List<Route> all(Postfix postfix) {
        List<Route> routes = new ArrayList<>();
        for (Service service : postfix.services()) {
            if (service.daemon().equals("smtpd")) {
                String proxy = postfix.value(service, PROXY);
                if (!proxy.isEmpty()) {
                    routes.add(new Route(service, true, proxy, port(proxy), served(postfix, proxy), Optional.empty()));
                }
            }
            if (List.of("smtpd", "pickup", "qmqpd").contains(service.daemon())) {
                String content = postfix.value(service, CONTENT);
                if (!content.isEmpty()) {
                    routes.add(new Route(
                            service, false, content, port(content), Optional.empty(), carrier(postfix, content)));
                }
            }
        }
        return List.copyOf(routes);
    }

    private static Optional<Service> carrier(Postfix postfix, String content) {
        int colon = content.indexOf(':');
        return colon < 0 ? Optional.empty() : postfix.service(content.substring(0, colon), "unix");
    }

    private static int port(String value) {
        return Destination.of(value)
                .filter(place -> place.isLoopback() || isOwnAddress(place.host()))
                .map(Destination::port)
                .orElse(0);
    }

    /** Whether a host is an address of this machine. A name is not looked up, which may take long. */
    private static boolean isOwnAddress(String host) {
        try {
            return NetworkInterface.getByInetAddress(InetAddress.ofLiteral(host)) != null;
        } catch (IllegalArgumentException | SocketException e) {
            return false;
        }
    }

    /** The service whose socket a value names, as master(8) makes it in the directory of the queue. */
    private static Optional<Service> served(Postfix postfix, String value) {
        Optional<Path> socket = socket(postfix, value);
        return postfix.services().stream()
                .filter(service -> service.type().equals("unix")
                        && socket.filter(path -> sockets(postfix, service).contains(path))
                                .isPresent())
                .findFirst();
    }

    /** The Unix socket that a value names; empty if it names none. */
    private static Optional<Path> socket(Postfix postfix, String value) {
        return value.startsWith(UNIX)
                ? Optional.of(postfix.queueDirectory().resolve(value.substring(UNIX.length())))
                : Optional.empty();
    }

    /** Where a service of type {@code unix} may have its socket: its third field says which. */
    static List<Path> sockets(Postfix postfix, Service service) {
        return List.of(
                postfix.queueDirectory().resolve("private").resolve(service.name()),
                postfix.queueDirectory().resolve("public").resolve(service.name()));
    }

    /** The Unix socket where it leads; empty if it leads to a port. */
    Optional<Path> socket(Postfix postfix) {
        return socket(postfix, value);
    }

    /** The parameter that sends mail this way. */
    String parameter() {
        return isProxied ? PROXY : CONTENT;
    }

    String where() {
        return "master.cf: " + front.label();
    }

    /** Whether it leads to a postprox. */
    boolean leadsTo(Proxy proxy) {
        return port != 0 && port == proxy.port()
                || served.isPresent() && proxy.spawn().equals(served);
    }

    /** The service whose limits of time and number hold on the way to postprox. */
    Service client() {
        return carrier.orElse(front);
    }

    /** The front, for people: {@code port 25}, or its label. */
    String called() {
        return front.port().isPresent() ? "port " + front.port().getAsInt() : front.label();
    }
}
