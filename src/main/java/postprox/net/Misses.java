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
 * Which addresses have lately been tried in vain, so that not every session waits for the same silent one. Such an address
 * comes behind all others for a while; then one session tries it in its place again. Thread-safe.
 */
final class Misses {
    private static final long REST_NANOS = Duration.ofSeconds(30).toNanos();

    private final Ticker ticker;

    /** When the rest of each address began. */
    private final Map<SocketAddress, Long> resting = new ConcurrentHashMap<>();

    Misses(Ticker ticker) {
        this.ticker = ticker;
    }

    /** The addresses in their order, but those that rest behind all others. */
    SocketAddress[] behindOthers(SocketAddress[] addresses) {
        if (resting.isEmpty()) {
            return addresses;
        }
        // What a name stands for may change: only what it stands for now is remembered.
        resting.keySet().retainAll(Arrays.asList(addresses));
        List<SocketAddress> order = new ArrayList<>();
        List<SocketAddress> behind = new ArrayList<>();
        for (SocketAddress address : addresses) {
            (rests(address) ? behind : order).add(address);
        }
        order.addAll(behind);
        return order.toArray(SocketAddress[]::new);
    }

    void note(SocketAddress address) {
        resting.put(address, ticker.nanos());
    }

    void forget(SocketAddress address) {
        resting.remove(address);
    }

    /** False also for the one session that finds its rest over and is to try it: for the others it begins anew. */
    private boolean rests(SocketAddress address) {
        Long since = resting.get(address);
        if (since == null) {
            return false;
        }
        long now = ticker.nanos();
        return now - since < REST_NANOS || !resting.replace(address, since, now);
    }
}
