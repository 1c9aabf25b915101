package postprox.doctor;

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
 * @param destination where it leads; empty if that is no port
 * @param carrier     the service that takes mail from the queue; empty before the queue, or if there is none
 */
record Route(
        Service front, boolean isProxied, String value, Optional<Destination> destination, Optional<Service> carrier) {
    static final String PROXY = "smtpd_proxy_filter";
    static final String CONTENT = "content_filter";

    /** Every service by which mail comes in, and that has a filter. */
    static List<Route> all(Postfix postfix) {
        List<Route> routes = new ArrayList<>();
        for (Service service : postfix.services()) {
            if (service.daemon().equals("smtpd")) {
                String proxy = postfix.value(service, PROXY);
                if (!proxy.isEmpty()) {
                    routes.add(new Route(service, true, proxy, Destination.of(proxy), Optional.empty()));
                }
            }
            if (List.of("smtpd", "pickup", "qmqpd").contains(service.daemon())) {
                String content = postfix.value(service, CONTENT);
                if (!content.isEmpty()) {
                    routes.add(new Route(service, false, content, Destination.of(content), carrier(postfix, content)));
                }
            }
        }
        return List.copyOf(routes);
    }

    private static Optional<Service> carrier(Postfix postfix, String content) {
        int colon = content.indexOf(':');
        return colon < 0 ? Optional.empty() : postfix.service(content.substring(0, colon), "unix");
    }

    /** The parameter that sends mail this way. */
    String parameter() {
        return isProxied ? PROXY : CONTENT;
    }

    String where() {
        return "master.cf: " + front.label();
    }

    /** The port of this machine where it leads; 0 if it leads elsewhere. */
    int port() {
        return destination
                .filter(Destination::isLoopback)
                .map(Destination::port)
                .orElse(0);
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
