package postprox.net;

import java.net.Inet6Address;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import postprox.dns.NameServers;
import postprox.dns.Resolver;
import postprox.time.Ticker;

/** Makes the roster of a next hop. */
final class Rosters {
    private Rosters() {}

    /** The roster of a next hop with several servers or with names, of which nothing is known yet. */
    static Roster several(NextHops hops, Ticker ticker) {
        return several(hops, List.of(), List.of(), ticker);
    }

    /** The roster of another next hop, with what the one before knows of servers and names that stay. */
    static Roster after(Roster before, NextHops hops, Ticker ticker) {
        Optional<SocketAddress> only = hops.onlyAddress();
        if (only.isPresent()) {
            for (Server server : before.known()) {
                if (server.address().equals(only.get())) {
                    return new OneServer(server);
                }
            }
            return OneServer.at(hops.places().getFirst().toString(), only.get(), ticker);
        }
        List<Source> sources = before instanceof SeveralServers several ? several.sources() : List.of();
        return several(hops, sources, before.known(), ticker);
    }

    private static Roster several(NextHops hops, List<Source> before, List<Server> servers, Ticker ticker) {
        List<Source> sources = new ArrayList<>();
        for (Destination place : hops.places()) {
            sources.add(kept(place, before).orElseGet(() -> source(place, hops, ticker)));
        }
        return new SeveralServers(sources, hops.order(), servers, ticker, ThreadLocalRandom.current());
    }

    private static Optional<Source> kept(Destination place, List<Source> before) {
        return before.stream().filter(source -> source.place().equals(place)).findFirst();
    }

    private static Source source(Destination place, NextHops hops, Ticker ticker) {
        Optional<SocketAddress> address = NextHops.addressOf(place);
        if (address.isPresent()) {
            Host.Address only = new Host.Address(place.toString(), address.get());
            return new Fixed(place, List.of(new Host(0, 0, List.of(only))));
        }
        return new LookUp(place, question(place, hops), ticker, LookUp::onOwnThread);
    }

    private static LookUp.Question question(Destination place, NextHops hops) {
        return switch (place) {
            case Endpoint.Tcp tcp -> new NamedHost(tcp);
            case Endpoint.Unix _ -> throw new IllegalArgumentException("a path is no name: " + place);
            case DnsName name ->
                new DnsServers(
                        name,
                        new Resolver(
                                hops.nameServers().isEmpty() ? NameServers.ofMachine() : hops.nameServers(),
                                Endpoint::describe),
                        hasIpv6());
        };
    }

    /** Whether this machine can reach others by IPv6. If it cannot, each such address would be a server that is down. */
    private static boolean hasIpv6() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .anyMatch(address -> address instanceof Inet6Address
                            && !address.isLoopbackAddress()
                            && !address.isLinkLocalAddress());
        } catch (SocketException e) {
            return false;
        }
    }
}
