package postprox.session;

import java.util.concurrent.atomic.AtomicLong;
import postprox.nexthop.KeepAlive;
import postprox.smtp.MemoryBudget;

/**
 * The memory that all sessions take together. Each has some that is its own; what goes beyond (long commands, many recipients,
 * blocks of content) comes from what all share. Many that each hold as much as one may are then refused something, and do no
 * harm to those that want little. Thread-safe.
 */
final class Memory {
    /** The part of the heap for what is the sessions' own. It decides how many there may be. */
    private static final int OWN_SHARE_OF_HEAP = 2;

    /** The part of the heap for what goes beyond. The rest is for messages (Spool), and for the collector. */
    private static final int COMMON_SHARE_OF_HEAP = 4;

    /** What a session takes that has said EHLO and nothing since, with room to spare (docs/PERFORMANCE.md: 11.4 KB). */
    private static final long IDLE_BYTES = 16 * 1024;

    /** What it may take besides without asking: enough for ordinary commands and some recipients. */
    private static final long OWN_BYTES = 8 * 1024;

    private final AtomicLong free;
    private final AtomicLong freeForSessions;

    /** As much as sessions may take of this process's heap. */
    Memory() {
        this(Runtime.getRuntime().maxMemory());
    }

    /** As much as sessions may take of so many bytes. */
    Memory(long heap) {
        this.free = new AtomicLong(heap / COMMON_SHARE_OF_HEAP);
        this.freeForSessions = new AtomicLong(heap / OWN_SHARE_OF_HEAP);
    }

    /** Whether one more session may begin. */
    boolean hasRoomForSession() {
        return freeForSessions.get() > 0;
    }

    /** The share of a session that begins. */
    Share share() {
        return new Share();
    }

    /** What one session takes, given back when that ends. Thread-safe: while content comes in, {@link KeepAlive} takes too. */
    final class Share implements MemoryBudget, AutoCloseable {
        private final AtomicLong taken = new AtomicLong();

        private Share() {
            freeForSessions.addAndGet(-IDLE_BYTES - OWN_BYTES);
        }

        @Override
        public boolean reserve(long bytes) {
            charge(bytes);
            if (taken.get() <= OWN_BYTES || free.get() >= 0) {
                return true;
            }
            release(bytes);
            return false;
        }

        @Override
        public void charge(long bytes) {
            long after = taken.addAndGet(bytes);
            free.addAndGet(Math.max(after - bytes, OWN_BYTES) - Math.max(after, OWN_BYTES));
        }

        @Override
        public void release(long bytes) {
            charge(-bytes);
        }

        @Override
        public boolean hasRoom() {
            return taken.get() < OWN_BYTES || free.get() > 0;
        }

        @Override
        public void close() {
            release(taken.get());
            freeForSessions.addAndGet(IDLE_BYTES + OWN_BYTES);
        }
    }
}
