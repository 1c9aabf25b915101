package postprox.session;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import postprox.event.Event;
import postprox.event.Repeated;
import postprox.event.SessionEnd;
import postprox.event.SessionEvents;
import postprox.filter.Origin;
import postprox.net.Wire;
import postprox.net.WireException;
import postprox.smtp.Reply;

/** The sessions of this process. Thread-safe. */
public final class Sessions {
    /** Enough that no two sessions in the logs of some years have the same id. */
    private static final int ID_BITS = 50;

    private volatile SessionServices services;
    private final Supplier<SessionServices> current = this::current;
    private final Memory memory = new Memory();
    private final Admission admission;
    private final Map<Wire, Session> running = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition someEnded = lock.newCondition();
    private volatile boolean draining;

    /** Sessions that find these services until {@link #use} gives them others. */
    public Sessions(SessionServices services) {
        this.services = services;
        Repeated turnedAway = new Repeated(services.events(), Event.SessionsTurnedAway::new);
        services.watchdog().watch(turnedAway::check);
        this.admission = new Admission(memory, turnedAway);
    }

    /**
     * Has sessions and messages that begin from now on find other services. A message in hand keeps those that it began with, and
     * a session its client's limits and its next hop.
     */
    public void use(SessionServices next) {
        services = next;
    }

    private SessionServices current() {
        return services;
    }

    /** Holds a session with a client on a virtual thread of its own. */
    public void start(Wire client) {
        Thread.ofVirtual().name("session").start(() -> run(client));
    }

    /** Holds a session with a client on this thread. */
    public SessionEnd run(Wire client) {
        return run(client, services.origin());
    }

    /** The same with one that has an origin of its own. Whatever becomes of the session, nothing of the client stays open. */
    public SessionEnd run(Wire client, Origin origin) {
        String id = Long.toString(ThreadLocalRandom.current().nextLong(1L << ID_BITS), Character.MAX_RADIX);
        try (client) {
            SessionServices now = services;
            ClientLimits limits = now.config().limits();
            Optional<Reply> refusal = admission.enter(client, limits);
            if (refusal.isPresent()) {
                turnAway(client, refusal.get());
                new SessionEvents(now.events(), id).ended(client.peer(), SessionEnd.TURNED_AWAY, 0);
                return SessionEnd.TURNED_AWAY;
            }
            try (Memory.Share share = memory.share()) {
                return converse(client, new Session(client, id, origin, current, share));
            } finally {
                admission.leave(client, limits);
            }
        }
    }

    private static void turnAway(Wire client, Reply reply) {
        try {
            byte[] bytes = reply.toBytes();
            client.write(bytes, 0, bytes.length);
        } catch (WireException e) {
            // Gone already, as it was told to.
        }
    }

    private SessionEnd converse(Wire client, Session session) {
        running.put(client, session);
        try {
            if (draining) {
                session.drain();
            }
            return session.run();
        } finally {
            running.remove(client);
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
        running.values().forEach(Session::drain);
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

    /** Lets the session with a client, if it is still held, finish the message in hand and end. */
    public void drain(Wire client) {
        Optional.ofNullable(running.get(client)).ifPresent(Session::drain);
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
