package postprox.session;

import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What the sessions of this process are doing, for whoever asks. A session that is idle takes no room here. Thread-safe. */
public final class Overview {
    private final Set<MessageInHand> inHand = ConcurrentHashMap.newKeySet();
    private volatile boolean greeted;

    void begin(MessageInHand message) {
        inHand.add(message);
    }

    void end(MessageInHand message) {
        inHand.remove(message);
    }

    /** Notes that a client has its first reply. */
    void greeted() {
        // Read first: all sessions share this field, and a write would take it from the caches of other processors.
        if (!greeted) {
            greeted = true;
        }
    }

    /** Whether any client has had its first reply. Work that no client must wait for can be done from then on. */
    public boolean hasGreeted() {
        return greeted;
    }

    /** The messages in hand, in no order. The collection changes with them. */
    public Collection<MessageInHand> inHand() {
        return Collections.unmodifiableSet(inHand);
    }
}
