package postprox.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;
import postprox.smtp.Reply;
import postprox.time.Deadline;
import postprox.time.Ticker;
import postprox.time.Watchdog;

/**
 * Tries the servers of a next hop in turn. Each gets an equal share of the time that is left, so that a silent one leaves time for the
 * others. Connecting takes at most two thirds of a share, so that time is left for the greeting. Thread-safe.
 */
public final class AddressDialer implements Dialer {
    private final Roster roster;
    private final Watchdog watchdog;
    private final Ticker ticker;

    /** The connections that are open. */
    private final Set<Link> links;

    /** The servers that are port 25 of this machine, of those to which there was a connection. */
    private volatile List<InetSocketAddress> frontDoors;

    /** Makes a dialer that has opened no connection yet. */
    AddressDialer(Roster roster, Ticker ticker, Watchdog watchdog) {
        this(roster, ticker, watchdog, ConcurrentHashMap.newKeySet(), List.of());
    }

    private AddressDialer(
            Roster roster, Ticker ticker, Watchdog watchdog, Set<Link> links, List<InetSocketAddress> frontDoors) {
        this.roster = roster;
        this.watchdog = watchdog;
        this.ticker = ticker;
        this.links = links;
        this.frontDoors = frontDoors;
    }

    /** A dialer to a server, or to the addresses of its name. */
    public static Dialer to(Endpoint endpoint, Watchdog watchdog) {
        return to(NextHops.of(endpoint), watchdog);
    }

    /** A dialer to a next hop. */
    public static AddressDialer to(NextHops hops, Watchdog watchdog) {
        return new AddressDialer(roster(hops), Ticker.SYSTEM, watchdog);
    }

    /** A next hop that is one address needs none of the classes for several. */
    private static Roster roster(NextHops hops) {
        Optional<SocketAddress> only = hops.onlyAddress();
        return only.isPresent()
                ? OneServer.at(hops.places().getFirst().toString(), only.get(), Ticker.SYSTEM)
                : Rosters.several(hops, Ticker.SYSTEM);
    }

    /** A dialer to another next hop. It knows the open connections of this one, and what this one knows of servers that stay. */
    public AddressDialer changedTo(NextHops hops) {
        return new AddressDialer(Rosters.after(roster, hops, ticker), ticker, watchdog, links, frontDoors);
    }

    @Override
    public Reply dial(Deadline whole, Greeting greeting) throws IOException {
        Server[] servers = roster.inOrder(whole);
        return servers.length == 1
                ? attempt(servers[0], whole, greeting, true, true)
                : dialInTurn(servers, whole, greeting);
    }

    /**
     * Asks servers until one greets. If none does, the refusal of the last one is the answer. A refusal for good is an answer only if all
     * refuse for good, since any other server may come back.
     */
    private Reply dialInTurn(Server[] servers, Deadline whole, Greeting greeting) throws IOException {
        StringJoiner reasons = new StringJoiner(", ");
        boolean allRefuseForGood = true;
        for (int left = servers.length; ; left--) {
            Server server = servers[servers.length - left];
            boolean isLast = left == 1;
            try {
                return attempt(server, whole.part(1, left), greeting, isLast, isLast && allRefuseForGood);
            } catch (IOException e) {
                // Its class is loaded only where there are several servers: the first client of a session's process
                // would wait for it.
                allRefuseForGood &= e instanceof Refused refused && refused.isPermanent();
                reasons.add(e.getMessage());
            }
            if (isLast) {
                throw new IOException(reasons.toString());
            }
        }
    }

    private static String refusal(Reply greeting) {
        return "it greets with: " + greeting.oneLine();
    }

    /**
     * Asks one server.
     *
     * @param refusalIsAnswer   whether a greeting that refuses for now is the answer to the session; otherwise another server is asked
     * @param permanentIsAnswer whether one that refuses for good is
     */
    private Reply attempt(
            Server server, Deadline share, Greeting greeting, boolean refusalIsAnswer, boolean permanentIsAnswer)
            throws IOException {
        long begin = ticker.nanos();
        try {
            Reply reply = greet(server, share, greeting, refusalIsAnswer, permanentIsAnswer);
            if (reply.isPositive()) {
                server.succeeded(begin);
            } else {
                server.failed(begin, refusal(reply));
            }
            return reply;
        } catch (IOException e) {
            if (!(e.getCause() instanceof Connecting.NoResources)) {
                server.failed(begin, withoutPlace(String.valueOf(e.getMessage()), server.place()));
            }
            throw e;
        }
    }

    /** A state has the place beside the reason. */
    private static String withoutPlace(String reason, String place) {
        String begin = place + ": ";
        return reason.startsWith(begin) ? reason.substring(begin.length()) : reason;
    }

    private Reply greet(
            Server server, Deadline share, Greeting greeting, boolean refusalIsAnswer, boolean permanentIsAnswer)
            throws IOException {
        String place = server.place();
        Wire wire = open(server.address(), place, share);
        boolean answered = false;
        try {
            Reply reply = greeting.await(wire, share);
            answered = reply.isPositive() || (reply.isPermanent() ? permanentIsAnswer : refusalIsAnswer);
            if (!answered) {
                greeting.dismiss();
                throw Refused.by(place, refusal(reply), reply.isPermanent());
            }
            return reply;
        } finally {
            if (!answered) {
                wire.close();
            }
        }
    }

    private Wire open(SocketAddress address, String name, Deadline share) throws IOException {
        try {
            SocketChannel channel = Connecting.to(address, share.part(2, 3), watchdog);
            Optional<Link> link = Link.toServer(channel);
            // No further lambdas: the first client would wait for their classes (ColdStartTest).
            if (link.isPresent()) {
                note(link.get());
            }
            return ChannelWire.over(channel, watchdog, name, () -> forget(link));
        } catch (IOException e) {
            throw new IOException(name + ": " + e.getMessage(), e);
        }
    }

    private void forget(Optional<Link> link) {
        if (link.isPresent()) {
            links.remove(link.get());
        }
    }

    private void note(Link link) {
        links.add(link);
        if (link.isToFrontDoor() && !frontDoors.contains(link.server())) {
            noteFrontDoor(link.server());
        }
    }

    private synchronized void noteFrontDoor(InetSocketAddress server) {
        List<InetSocketAddress> all = new ArrayList<>(frontDoors);
        all.add(server);
        frontDoors = List.copyOf(all);
    }

    @Override
    public boolean hasOpened(Link link) {
        return links.contains(link);
    }

    @Override
    public List<InetSocketAddress> frontDoors() {
        return frontDoors;
    }

    @Override
    public List<HopState> states() {
        return roster.states();
    }

    @Override
    public boolean isTroubled() {
        return roster.isTroubled();
    }

    @Override
    public List<SocketAddress> addresses(Deadline limit) throws IOException {
        List<SocketAddress> addresses = new ArrayList<>();
        for (Server server : roster.inOrder(limit)) {
            addresses.add(server.address());
        }
        return addresses;
    }

    @Override
    public List<Runnable> probes() {
        List<Runnable> probes = new ArrayList<>();
        for (Server server : roster.toTry()) {
            probes.add(() -> probe(server));
        }
        return probes;
    }

    private void probe(Server server) {
        Deadline limit = Deadline.after(ticker, Probe.TIME);
        try {
            Reply _ = attempt(server, limit, new Probe(), true, true);
        } catch (IOException e) {
            // The server's health has the reason.
        }
    }

    /** The latest contact with any server. */
    @Override
    public Optional<Contact> latest() {
        Optional<Contact> latest = Optional.empty();
        for (HopState state : states()) {
            Optional<Contact> other = state.latest();
            if (latest.isEmpty()
                    || other.isPresent()
                            && other.get().age().compareTo(latest.get().age()) < 0) {
                latest = other;
            }
        }
        return latest;
    }
}
