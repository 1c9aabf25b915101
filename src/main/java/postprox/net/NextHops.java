package postprox.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Function;

/**
 * The next hop, as the administrator names it: one place or several.
 *
 * @param places      the places in the order in which they are named, at least one
 * @param order       which of several servers gets the next session
 * @param nameServers the name servers for MX and SRV; none stands for those of this machine
 */
public record NextHops(List<Destination> places, Order order, List<InetSocketAddress> nameServers) {
    /** More would be a mistake, and each of them takes a share of the time for a connection. */
    public static final int MOST = 16;

    /** Which server gets the next session. */
    public enum Order {
        /** The first that works: as named, and as DNS prefers them. */
        FIRST,
        /** Those that work take turns. */
        ROUND_ROBIN
    }

    public NextHops {
        places = List.copyOf(places);
        nameServers = List.copyOf(nameServers);
    }

    /** A next hop of one place. */
    public static NextHops of(Destination place) {
        return new NextHops(List.of(place), Order.FIRST, List.of());
    }

    /**
     * Reads places with commas between them.
     *
     * @param endpoint reads a place that is no name for DNS
     * @throws IllegalArgumentException if there is none, or one is wrong; its message tells the user what is wrong
     */
    public static List<Destination> parse(String text, Function<String, Endpoint> endpoint) {
        if (text.indexOf(',') < 0) {
            return List.of(one(text, endpoint));
        }
        List<Destination> places = new ArrayList<>();
        int start = 0;
        for (int at = 0; at <= text.length(); at++) {
            if (at == text.length() || text.charAt(at) == ',') {
                String place = text.substring(start, at).strip();
                start = at + 1;
                if (place.isEmpty()) {
                    throw Endpoint.wrong(
                            text, "a place is missing beside a comma, as in 10.0.0.1:10026, 10.0.0.2:10026");
                }
                Destination next = one(place, endpoint);
                if (places.contains(next)) {
                    throw Endpoint.wrong(text, place + " stands there twice");
                }
                places.add(next);
            }
        }
        if (places.size() > MOST) {
            throw Endpoint.wrong(text, "there are more than " + MOST + " places");
        }
        return List.copyOf(places);
    }

    /** Whether a text is one place that is no name for DNS. This is asked without the class of such names. */
    public static boolean isEndpoint(String text) {
        return text.indexOf(',') < 0 && !text.startsWith("mx:") && !text.startsWith("srv:");
    }

    private static Destination one(String place, Function<String, Endpoint> endpoint) {
        return DnsName.isMeant(place) ? DnsName.parse(place) : endpoint.apply(place);
    }

    /** The address of a next hop that is one server and needs no name server. */
    Optional<SocketAddress> onlyAddress() {
        return places.size() == 1 ? addressOf(places.getFirst()) : Optional.empty();
    }

    /** The address of a place that needs no name server. */
    static Optional<SocketAddress> addressOf(Destination place) {
        if (place instanceof Endpoint.Unix unix) {
            return Optional.of(UnixDomainSocketAddress.of(unix.path()));
        }
        if (place instanceof Endpoint.Tcp tcp) {
            Optional<InetAddress> literal = Endpoint.literal(tcp.host());
            return literal.isPresent()
                    ? Optional.of(new InetSocketAddress(literal.get(), tcp.port()))
                    : Optional.empty();
        }
        return Optional.empty();
    }

    /** Each place as a next hop of its own. */
    public List<NextHops> each() {
        return places.stream()
                .map(place -> new NextHops(List.of(place), order, nameServers))
                .toList();
    }

    /** The places that name a server themselves. */
    public List<Endpoint> endpoints() {
        List<Endpoint> all = new ArrayList<>();
        for (Destination place : places) {
            if (place instanceof Endpoint endpoint) {
                all.add(endpoint);
            }
        }
        return all;
    }

    /** The places with commas between them. */
    @Override
    public String toString() {
        return written(places);
    }

    /** Some places with commas between them. */
    public static String written(List<? extends Destination> places) {
        StringJoiner all = new StringJoiner(", ");
        for (Destination place : places) {
            all.add(place.toString());
        }
        return all.toString();
    }
}
