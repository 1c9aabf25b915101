package postprox.session;

import java.util.concurrent.atomic.AtomicLong;
import postprox.nexthop.KeepAlive;
import postprox.smtp.MemoryBudget;

/**
 * The memory of all sessions together. Each session has an amount of its own. What it takes beyond that (for long commands,
 * many recipients, blocks of content) comes from an amount that all share. If many sessions each take as much as they may,
 * they use up the shared amount, and are refused more. That does no harm to sessions that take little. Thread-safe.
 */
final class Memory {
    /** The part of the heap for the sessions' own amounts. It limits the number of sessions. */
    private static final int OWN_SHARE_OF_HEAP = 2;

    /** The part of the heap that all sessions share. The rest is for messages (Spool), the log (QueuedSink) and the garbage collector. */
    private static final int COMMON_SHARE_OF_HEAP = 4;

    /** The memory of a session that is idle after EHLO, with room to spare (docs/PERFORMANCE.md: 11.4 KB). */
    private static final long IDLE_BYTES = 16 * 1024;

    /** The amount that a session may always take besides: enough for ordinary commands and some recipients. */
    private static final long OWN_BYTES = 8 * 1024;

    private final AtomicLong free;
    private final AtomicLong freeForSessions;

    /** Makes the memory of sessions from this process's heap. */
    Memory() {
        this(Runtime.getRuntime().maxMemory());
    }

    /** Makes the memory of sessions from a heap of a number of bytes. */
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

    /**
     * The memory of one session, given back when the session ends. Thread-safe, since a {@link KeepAlive}'s thread takes from
     * it too.
     */
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
