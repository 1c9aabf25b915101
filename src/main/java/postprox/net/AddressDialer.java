package postprox.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import postprox.smtp.Reply;
import postprox.time.Deadline;
import postprox.time.Ticker;
import postprox.time.Watchdog;

/**
 * Tries the addresses of an endpoint in turn. Each address gets an equal share of the time that is left, so that a silent
 * address leaves time for the others. Connecting takes at most two thirds of a share, so that time is left for the greeting.
 * Thread-safe.
 */
public final class AddressDialer implements Dialer {
    private final String place;
    private final Addresses addresses;
    private final Watchdog watchdog;
    private final Misses misses;
    private final Ticker ticker;

    /** The connections that are open. */
    private final Set<Link> links = ConcurrentHashMap.newKeySet();

    private volatile Optional<InetSocketAddress> frontDoor = Optional.empty();

    // The latest attempt, as three fields and no object, which each connection would make. An attempt of another thread
    // may come between. The time is written last, and is zero as long as there was none.
    private volatile long took;
    private volatile String failure = "";
    private volatile long latest;

    /** Finds the addresses of an endpoint, in the order of preference. */
    @FunctionalInterface
    interface Addresses {
        SocketAddress[] find() throws IOException;
    }

    /**
     * Makes a dialer.
     *
     * @param place the endpoint's name, for messages
     */
    AddressDialer(String place, Addresses addresses, Ticker ticker, Watchdog watchdog) {
        this.place = place;
        this.addresses = addresses;
        this.watchdog = watchdog;
        this.misses = new Misses(ticker);
        this.ticker = ticker;
    }

    /** A dialer to an endpoint. */
    public static Dialer to(Endpoint endpoint, Watchdog watchdog) {
        return new AddressDialer(endpoint.toString(), endpoint::addresses, Ticker.SYSTEM, watchdog);
    }

    @Override
    public Reply dial(Deadline whole, Greeting greeting) throws IOException {
        long begin = ticker.nanos();
        try {
            Reply reply = dialInTurn(whole, greeting);
            note(begin, "");
            return reply;
        } catch (IOException e) {
            note(begin, String.valueOf(e.getMessage()));
            throw e;
        }
    }

    private void note(long begin, String reason) {
        long now = ticker.nanos();
        took = now - begin;
        failure = reason;
        latest = now == 0 ? 1 : now;
    }

    @Override
    public Optional<Contact> latest() {
        long time = latest;
        return time == 0
                ? Optional.empty()
                : Optional.of(new Contact(Duration.ofNanos(ticker.nanos() - time), Duration.ofNanos(took), failure));
    }

    private Reply dialInTurn(Deadline whole, Greeting greeting) throws IOException {
        SocketAddress[] targets = misses.restingLast(lookUp());
        StringBuilder reasons = new StringBuilder();
        for (int i = 0; ; i++) {
            int left = targets.length - i;
            String name = targets.length == 1 ? place : place + " (" + numbers(targets[i]) + ")";
            try {
                Deadline share = whole.part(1, left);
                Reply reply = attempt(targets[i], name, share, greeting);
                misses.forget(targets[i]);
                return reply;
            } catch (IOException e) {
                if (targets.length == 1) {
                    throw e;
                }
                misses.note(targets[i]);
                reasons.append(i == 0 ? "" : ", ").append(e.getMessage());
                if (left == 1) {
                    throw new IOException(reasons.toString(), e);
                }
            }
        }
    }

    @Override
    public boolean hasOpened(Link link) {
        return links.contains(link);
    }

    @Override
    public Optional<InetSocketAddress> frontDoor() {
        return frontDoor;
    }

    private Reply attempt(SocketAddress address, String name, Deadline share, Greeting greeting) throws IOException {
        Wire wire = open(address, name, share);
        boolean greeted = false;
        try {
            Reply reply = greeting.await(wire, share);
            greeted = true;
            return reply;
        } finally {
            if (!greeted) {
                wire.close();
            }
        }
    }

    private Wire open(SocketAddress address, String name, Deadline share) throws IOException {
        try {
            SocketChannel channel = Connecting.to(address, share.part(2, 3), watchdog);
            Optional<Link> link = Link.toServer(channel);
            link.ifPresent(this::note);
            return ChannelWire.over(channel, watchdog, name, () -> link.ifPresent(links::remove));
        } catch (IOException e) {
            throw new IOException(name + ": " + e.getMessage(), e);
        }
    }

    private void note(Link link) {
        links.add(link);
        if (link.isToFrontDoor()) {
            frontDoor = Optional.of(link.server());
        }
    }

    private SocketAddress[] lookUp() throws IOException {
        try {
            return addresses.find();
        } catch (UnknownHostException e) {
            throw new IOException(place + ": unknown host", e);
        }
    }

    private static String numbers(SocketAddress address) {
        return address instanceof InetSocketAddress inet ? Endpoint.numbers(inet.getAddress()) : address.toString();
    }
}
