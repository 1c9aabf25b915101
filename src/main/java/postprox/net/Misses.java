package postprox.net;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import postprox.time.Ticker;

/**
 * Remembers the addresses that lately failed, so that not every session waits for the same silent address. Such an address
 * rests for 30 seconds: sessions try it after all others. Then one session tries it in its own place again. Thread-safe.
 */
final class Misses {
    private static final long REST_NANOS = Duration.ofSeconds(30).toNanos();

    private final Ticker ticker;

    /** The time at which the rest of each address began, by the ticker. */
    private final Map<SocketAddress, Long> resting = new ConcurrentHashMap<>();

    Misses(Ticker ticker) {
        this.ticker = ticker;
    }

    /** The same addresses in their order, but with those that rest at the end. */
    SocketAddress[] restingLast(SocketAddress[] addresses) {
        if (resting.isEmpty()) {
            return addresses;
        }
        // A host's addresses may change. Addresses that the host no longer has are forgotten.
        resting.keySet().retainAll(Arrays.asList(addresses));
        List<SocketAddress> order = new ArrayList<>();
        List<SocketAddress> last = new ArrayList<>();
        for (SocketAddress address : addresses) {
            (rests(address) ? last : order).add(address);
        }
        order.addAll(last);
        return order.toArray(SocketAddress[]::new);
    }

    void note(SocketAddress address) {
        resting.put(address, ticker.nanos());
    }

    void forget(SocketAddress address) {
        resting.remove(address);
    }

    /**
     * Whether an address rests. The first session that asks after the end of the rest gets false and tries the address; its
     * question begins a new rest for all other sessions.
     */
    private boolean rests(SocketAddress address) {
        Long since = resting.get(address);
        if (since == null) {
            return false;
        }
        long now = ticker.nanos();
        return now - since < REST_NANOS || !resting.replace(address, since, now);
    }
}
