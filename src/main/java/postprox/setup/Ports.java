package postprox.setup;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /** The ports that a request names, or else those that are free. */
    static Ports of(Postfix postfix, Request request) throws IOException, SetupRefused {
        Owners owners = Owners.of(postfix);
        if (request.proxy().isService()) {
            // At the first one postprox listens itself, which is looked at when the plan is carried out.
            int first = request.firstPort().orElse(FIRST);
            Optional<Service> own = postfix.listeningOn(first);
            if (own.isPresent()) {
                throw new SetupRefused(
                        "port " + first + " is that of '" + own.get().label()
                                + "' in master.cf, and no service can listen there: choose another with --port");
            }
            return at(owners, first, List.of(first + 1));
        }
        if (request.firstPort().isPresent()) {
            int first = request.firstPort().get();
            return at(owners, first, List.of(first, first + 1));
        }
        return free(owners);
    }

    private static Ports free(Owners owners) throws SetupRefused {
        Map<Integer, String> taken = new LinkedHashMap<>();
        for (int port = FIRST; port < LAST; port += 2) {
            int before = taken.size();
            for (int each : List.of(port, port + 1)) {
                String owner = owners.of(each);
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

    private static Ports at(Owners owners, int first, List<Integer> needed) throws SetupRefused {
        for (int each : needed) {
            String owner = owners.of(each);
            if (!owner.isEmpty()) {
                throw new SetupRefused("port " + each + " is taken by " + owner + ": choose another with --port");
            }
        }
        return new Ports(first, Map.of());
    }
}
