package postprox.session;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import postprox.event.ProcessEvent;
import postprox.event.Repeated;
import postprox.event.SessionEnd;
import postprox.event.SessionEvents;
import postprox.filter.Origin;
import postprox.net.Wire;
import postprox.net.WireException;
import postprox.smtp.Reply;

/** The sessions of this process. Thread-safe. */
public final class Sessions {
    /** So many that no two sessions in the logs of some years have the same id. */
    private static final int ID_BITS = 50;

    private volatile SessionServices services;
    private final Supplier<SessionServices> current = this::current;
    private final Memory memory = new Memory();
    private final Admission admission;
    private final Map<Wire, Session> running = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition someEnded = lock.newCondition();
    private volatile boolean draining;

    /** Makes sessions that use these services until {@link #use} gives them others. */
    public Sessions(SessionServices services) {
        this.services = services;
        Repeated turnedAway = new Repeated(services.events(), ProcessEvent.SessionsTurnedAway::new);
        services.watchdog().watch(turnedAway::check);
        this.admission = new Admission(memory, turnedAway);
    }

    /**
     * Gives other services to the sessions and messages that begin from now on. A message in hand keeps the services with
     * which it began, and a session keeps its client's limits and its next hop.
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

    /** Holds a session with a client that has an origin of its own. The client's wire is closed in any case. */
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

    /** How many sessions there are now. */
    public int open() {
        return running.size();
    }

    private static void turnAway(Wire client, Reply reply) {
        try {
            byte[] bytes = reply.toBytes();
            client.write(bytes, 0, bytes.length);
        } catch (WireException e) {
            // The client has gone already, and need not be told to go.
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
     * Lets all sessions finish the message in hand and end, and waits for their ends. New sessions end at once.
     *
     * @param time the longest time to wait
     * @return the number of sessions that have not ended in that time
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

    /** Lets the session with a client finish the message in hand and end. Does nothing if it has ended. */
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
