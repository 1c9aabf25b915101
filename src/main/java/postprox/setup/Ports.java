package postprox.setup;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import postprox.postfix.Destination;
import postprox.postfix.Postfix;
import postprox.postfix.Service;

/**
 * Two neighbouring ports of the loopback interface: postprox's own, and that of the server behind it.
 *
 * @param proxy the first of the two
 * @param taken who has each port that would come before and is not free, for people
 */
record Ports(int proxy, Map<Integer, String> taken) {
    /** The ports of Postfix's own examples (SMTPD_PROXY_README). amavis uses 10024 to 10027. */
    private static final int FIRST = 10_025;

    private static final int LAST = 10_125;

    /** The port of the server behind the filter. */
    int after() {
        return proxy + 1;
    }

    /** The first two free ports. */
    static Ports free(Postfix postfix) throws SetupRefused {
        Map<Integer, String> taken = new LinkedHashMap<>();
        for (int port = FIRST; port < LAST; port += 2) {
            int before = taken.size();
            for (int each : List.of(port, port + 1)) {
                String owner = owner(postfix, each);
                if (!owner.isEmpty()) {
                    taken.put(each, owner);
                }
            }
            if (taken.size() == before) {
                return new Ports(port, taken);
            }
        }
        throw new SetupRefused(
                "there are no two free ports from " + FIRST + " to " + LAST + ": --port N takes N and N+1");
    }

    /** The two ports from a given one on. */
    static Ports at(Postfix postfix, int port) throws SetupRefused {
        for (int each : List.of(port, port + 1)) {
            String owner = owner(postfix, each);
            if (!owner.isEmpty()) {
                throw new SetupRefused("port " + each + " is taken by " + owner + ": choose another with --port");
            }
        }
        return new Ports(port, Map.of());
    }

    /** Who has a port: an entry of master.cf, a filter that Postfix sends mail to, or a running program; empty if it is free. */
    private static String owner(Postfix postfix, int port) {
        for (Service service : postfix.services()) {
            if (service.port().orElse(0) == port) {
                return "'" + service.label() + " " + service.daemon() + "' in master.cf";
            }
        }
        for (String name : List.of("content_filter", "smtpd_proxy_filter")) {
            if (leadsTo(postfix.parameter(name), port)
                    || postfix.services().stream()
                            .anyMatch(service -> leadsTo(service.options().getOrDefault(name, ""), port))) {
                return "the filter that " + name + " names";
            }
        }
        return isFree(port) ? "" : "a running program";
    }

    private static boolean leadsTo(String value, int port) {
        return Destination.of(value).filter(to -> to.port() == port).isPresent();
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
