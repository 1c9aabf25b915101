package postprox.net;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import postprox.time.Deadline;
import postprox.time.Ticker;

/**
 * The roster of a next hop with several servers, or with a name. Servers that are down come last: if all are down, the first of them is
 * still tried. Thread-safe.
 */
final class SeveralServers implements Roster {
    /** DNS may name more, and each takes a share of the time for a connection. */
    private static final int MOST = 32;

    private final List<Source> sources;
    private final NextHops.Order order;
    private final Ticker ticker;
    private final RandomGenerator random;
    private final AtomicInteger turn = new AtomicInteger();

    /** What is known of servers, also of those of the roster before. Those that are no longer there are forgotten in time. */
    private final Map<SocketAddress, Server> servers = new ConcurrentHashMap<>();

    /**
     * Makes a roster.
     *
     * @param before servers of which something is known already
     */
    SeveralServers(
            List<Source> sources,
            NextHops.Order order,
            Iterable<Server> before,
            Ticker ticker,
            RandomGenerator random) {
        this.sources = List.copyOf(sources);
        this.order = order;
        this.ticker = ticker;
        this.random = random;
        before.forEach(server -> servers.put(server.address(), server));
    }

    List<Source> sources() {
        return sources;
    }

    @Override
    public Server[] inOrder(Deadline limit) throws IOException {
        List<Host> hosts = hosts(limit);
        List<Server> up = new ArrayList<>();
        List<Server> down = new ArrayList<>();
        int best = 0;
        int preference = 0;
        for (Host host : hosts) {
            for (Host.Address address : host.addresses()) {
                Server server = server(address);
                if (up.size() + down.size() >= MOST || up.contains(server) || down.contains(server)) {
                    continue;
                }
                preference = up.isEmpty() ? host.preference() : preference;
                boolean isDown = server.isDown();
                best += !isDown && host.preference() == preference ? 1 : 0;
                (isDown ? down : up).add(server);
            }
        }
        if (order == NextHops.Order.ROUND_ROBIN && best > 1) {
            Collections.rotate(up.subList(0, best), -Math.floorMod(turn.getAndIncrement(), best));
        }
        up.addAll(down);
        forgetOthers(up);
        return up.toArray(Server[]::new);
    }

    /** The hosts of all places in the order of a session, before their health counts. */
    private List<Host> hosts(Deadline limit) throws IOException {
        List<Host> all = new ArrayList<>();
        StringJoiner reasons = new StringJoiner(", ");
        for (int i = 0; i < sources.size(); i++) {
            try {
                List<Host> hosts = sources.get(i).hosts(limit.part(1, sources.size() - i));
                all.addAll(order == NextHops.Order.FIRST ? Preference.inOrder(hosts, random) : hosts);
            } catch (IOException e) {
                reasons.add(String.valueOf(e.getMessage()));
            }
        }
        if (all.isEmpty()) {
            throw new IOException(reasons.toString());
        }
        if (order == NextHops.Order.ROUND_ROBIN) {
            all.sort(Preference.ORDER);
        }
        return all;
    }

    private Server server(Host.Address address) {
        Server known = servers.get(address.place());
        return known != null
                ? known
                : servers.computeIfAbsent(address.place(), place -> Server.at(address.name(), place, ticker));
    }

    /** Name servers may name others each time. */
    private void forgetOthers(List<Server> present) {
        if (servers.size() > present.size()) {
            Set<SocketAddress> addresses = new HashSet<>();
            present.forEach(server -> addresses.add(server.address()));
            servers.keySet().retainAll(addresses);
        }
    }

    @Override
    public List<HopState> states() {
        List<HopState> states = new ArrayList<>();
        sources.forEach(source -> source.trouble().ifPresent(states::add));
        known().forEach(server -> states.add(server.state()));
        return states;
    }

    @Override
    public List<Server> known() {
        List<Server> known = new ArrayList<>();
        for (Source source : sources) {
            for (Host host : source.known()) {
                for (Host.Address address : host.addresses()) {
                    Server server = server(address);
                    if (known.size() < MOST && !known.contains(server)) {
                        known.add(server);
                    }
                }
            }
        }
        return known;
    }

    @Override
    public boolean isTroubled() {
        return sources.stream().anyMatch(source -> source.trouble().isPresent())
                || known().stream().anyMatch(server -> server.isDown());
    }

    @Override
    public List<Server> toTry() {
        List<Server> all = known();
        return all.size() < 2
                ? List.of()
                : all.stream().filter(server -> server.isToTry()).toList();
    }
}
