package postprox.net;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import postprox.time.Ticker;

/**
 * One server of the next hop: its address, and what attempts to reach it have come to. Or the look-up of a name, which has no address.
 * Nothing waits here. Thread-safe.
 */
final class Server {
    /** How long a server that has failed is left alone while there are others. */
    static final long REST_NANOS = Duration.ofSeconds(10).toNanos();

    private final String place;
    private final Optional<SocketAddress> address;
    private final Ticker ticker;
    private final AtomicLong connects = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();

    /** The end of the rest of a server that is down, by the ticker. */
    private final AtomicLong restEnd = new AtomicLong();

    private volatile boolean isDown;
    private volatile long since;

    // The latest attempt, as three fields and no object, which each connection would make. An attempt of another thread
    // may come between. The time is written last, and is zero as long as there was none.
    private volatile long took;
    private volatile String failure = "";
    private volatile long latest;

    private Server(String place, Optional<SocketAddress> address, Ticker ticker) {
        this.place = place;
        this.address = address;
        this.ticker = ticker;
        this.since = ticker.nanos();
    }

    /** A server at an address, of which nothing is known yet. */
    static Server at(String place, SocketAddress address, Ticker ticker) {
        return new Server(place, Optional.of(address), ticker);
    }

    /** A name, whose look-up can fail as a server can. */
    static Server named(String place, Ticker ticker) {
        return new Server(place, Optional.empty(), ticker);
    }

    String place() {
        return place;
    }

    /** The address to connect to; a name has none. */
    SocketAddress address() {
        return address.orElseThrow();
    }

    boolean isDown() {
        return isDown;
    }

    /** Notes an attempt that began at a time and has succeeded. */
    void succeeded(long begin) {
        connects.incrementAndGet();
        note(begin, "", false);
    }

    /** Notes an attempt that began at a time and has failed. */
    void failed(long begin, String reason) {
        connects.incrementAndGet();
        failures.incrementAndGet();
        note(begin, reason, true);
        restEnd.set(ticker.nanos() + REST_NANOS);
    }

    private void note(long begin, String reason, boolean down) {
        long now = ticker.nanos();
        took = now - begin;
        failure = reason;
        latest = now == 0 ? 1 : now;
        if (isDown != down) {
            since = now;
            isDown = down;
        }
    }

    /** Whether the server is down and its rest is over. Whoever gets true tries it: for all others, another rest has begun. */
    boolean isToTry() {
        long end = restEnd.get();
        long now = ticker.nanos();
        return isDown && now - end >= 0 && restEnd.compareAndSet(end, now + REST_NANOS);
    }

    Optional<Contact> latest() {
        long time = latest;
        return time == 0
                ? Optional.empty()
                : Optional.of(new Contact(Duration.ofNanos(ticker.nanos() - time), Duration.ofNanos(took), failure));
    }

    HopState state() {
        return new HopState(
                place, !isDown, Duration.ofNanos(ticker.nanos() - since), connects.get(), failures.get(), latest());
    }
}
