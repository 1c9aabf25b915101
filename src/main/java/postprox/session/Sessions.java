package postprox.session;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import postprox.net.Wire;

/** The sessions of this process. Thread-safe. */
public final class Sessions {
    /** Enough that no two sessions in the logs of some years have the same id. */
    private static final int ID_BITS = 50;

    private final Surroundings surroundings;
    private final Set<Session> running = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition someEnded = lock.newCondition();
    private volatile boolean draining;

    public Sessions(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** Holds a session with a client on a virtual thread of its own. */
    public void start(Wire client) {
        Thread.ofVirtual().name("session").start(() -> run(client));
    }

    /** Holds a session with a client on this thread. */
    public SessionEnd run(Wire client) {
        long id = ThreadLocalRandom.current().nextLong(1L << ID_BITS);
        Session session = new Session(client, Long.toString(id, Character.MAX_RADIX), surroundings);
        running.add(session);
        try {
            if (draining) {
                session.drain();
            }
            return session.run();
        } finally {
            running.remove(session);
            signalEnd();
        }
    }

    /**
     * Lets all sessions finish the message in hand and end. New ones end at once.
     *
     * @return how many had not ended when the time was over
     */
    public int drain(Duration time) {
        draining = true;
        running.forEach(Session::drain);
        long left = time.toNanos();
        lock.lock();
        try {
            while (!running.isEmpty() && left > 0) {
                left = someEnded.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        return running.size();
    }

    private void signalEnd() {
        if (draining) {
            lock.lock();
            try {
                someEnded.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
