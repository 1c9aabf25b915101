package postprox.session;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
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
import postprox.proxyprotocol.ProxyHeader;
import postprox.smtp.Reply;
import postprox.time.Deadline;

/** The sessions of this process. Thread-safe. */
public final class Sessions {
    /** So many that no two sessions in the logs of some years have the same id. */
    private static final int ID_BITS = 50;

    /** How often sessions are looked at whose clients say nothing. */
    private static final Duration LOOK = Duration.ofMillis(200);

    private volatile SessionServices services;
    private final Supplier<SessionServices> current = this::current;
    private final Memory memory = new Memory();
    private final Admission admission;

    /** Made when the first connection of a balancer comes, since a session without one must not wait for it. */
    private Optional<Introductions> introductions = Optional.empty();

    private final Map<Wire, Session> running = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition someEnded = lock.newCondition();
    private final AtomicInteger started = new AtomicInteger();
    private volatile boolean draining;
    private volatile boolean yielding;

    /** Makes sessions that use these services until {@link #use} gives them others. */
    public Sessions(SessionServices services) {
        this.services = services;
        Repeated turnedAway = new Repeated(services.events(), ProcessEvent.SessionsTurnedAway::new);
        services.watchdog().watch(turnedAway);
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

    /** Holds a session with a client that has connected to a listener, on a virtual thread of its own. */
    public void start(Wire client) {
        int _ = started.incrementAndGet();
        boolean isBegun = false;
        try {
            Thread.ofVirtual().name("session").start(() -> runStarted(client));
            isBegun = true;
        } finally {
            if (!isBegun) {
                ended();
            }
        }
    }

    private void runStarted(Wire client) {
        try {
            receive(client);
        } finally {
            ended();
        }
    }

    private void ended() {
        int _ = started.decrementAndGet();
        signalEnd();
    }

    private void receive(Wire client) {
        Optional<PeerList> balancers = services.config().trust().balancers();
        if (balancers.isEmpty()) {
            var _ = run(client);
        } else {
            introduce(client, balancers.get());
        }
    }

    /** Holds a session with the client of a balancer, when the balancer has told who that is. */
    private void introduce(Wire balancer, PeerList balancers) {
        try (balancer) {
            SessionServices now = services;
            Introductions introductions = introductions(now);
            // A connection is counted before its header comes, so that those that send none cannot be without number.
            if (!introductions.admits(balancer, balancers)
                    || admission.enter(now.config().limits()).isPresent()) {
                return;
            }
            try (Memory.Share share = memory.share()) {
                Optional<ProxyHeader> header = introductions.await(balancer, now.ticker());
                if (header.isPresent()) {
                    Caller caller =
                            Caller.behind(balancer, header.get(), now.config().trust());
                    var _ = hold(balancer, caller, now.origin(), share);
                }
            } finally {
                admission.leave();
            }
        }
    }

    /** Holds a session with a client on this thread. */
    public SessionEnd run(Wire client) {
        return run(client, services.origin());
    }

    /** Holds a session with a client that has an origin of its own. The client's wire is closed in any case. */
    public SessionEnd run(Wire client, Origin origin) {
        try (client) {
            SessionServices now = services;
            Optional<Reply> refusal = admission.enter(now.config().limits());
            Caller caller = Caller.by(client, now.config().trust());
            if (refusal.isPresent()) {
                return turnAway(client, caller, newId(), refusal.get());
            }
            try (Memory.Share share = memory.share()) {
                return hold(client, caller, origin, share);
            } finally {
                admission.leave();
            }
        }
    }

    /** Holds a session that was counted in, unless its client's address has too many. */
    private SessionEnd hold(Wire client, Caller caller, Origin origin, Memory.Share share) {
        String id = newId();
        ClientLimits limits = services.config().limits();
        Optional<Reply> refusal = admission.enterAddress(caller.address(), limits);
        if (refusal.isPresent()) {
            return turnAway(client, caller, id, refusal.get());
        }
        try {
            return converse(client, new Session(client, caller, id, origin, current, share));
        } finally {
            admission.leaveAddress(caller.address(), limits);
        }
    }

    private static String newId() {
        return Long.toString(ThreadLocalRandom.current().nextLong(1L << ID_BITS), Character.MAX_RADIX);
    }

    /** How many sessions there are now. */
    public int open() {
        return running.size();
    }

    private SessionEnd turnAway(Wire client, Caller caller, String id, Reply reply) {
        try {
            byte[] bytes = reply.toBytes();
            client.write(bytes, 0, bytes.length);
        } catch (WireException e) {
            // The client has gone already, and need not be told to go.
        }
        new SessionEvents(services.events(), id).ended(caller.name(), SessionEnd.TURNED_AWAY, 0);
        return SessionEnd.TURNED_AWAY;
    }

    private SessionEnd converse(Wire client, Session session) {
        running.put(client, session);
        try {
            if (yielding) {
                session.yielding();
            }
            if (draining) {
                session.drain();
            }
            return session.run();
        } finally {
            running.remove(client);
            signalEnd();
        }
    }

    private Introductions introductions(SessionServices now) {
        lock.lock();
        try {
            if (introductions.isEmpty()) {
                Repeated refused = new Repeated(now.events(), ProcessEvent.ConnectionsRefused::new);
                now.watchdog().watch(refused);
                introductions = Optional.of(new Introductions(refused));
            }
            if (draining) {
                introductions.get().drain();
            }
            return introductions.get();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lets clients go on, which another process would have served, had they come later. One that may begin a transaction and says nothing is
     * told to go, and so comes to that process. Returns when no session is left, or when the time is over, or at {@link #drain}.
     *
     * @param silence how long a client may say nothing
     * @param time    how long a client may begin transactions. {@link #drain} then waits for those that are under way
     */
    public void handOver(Duration silence, Duration time) {
        yielding = true;
        running.values().forEach(Session::yielding);
        Deadline end = Deadline.after(services.ticker(), time);
        while (!draining && hasAny() && !end.isOver()) {
            long _ = awaitEnds(LOOK.toNanos());
            running.values().forEach(session -> session.endIfSilent(silence));
        }
    }

    private boolean hasAny() {
        return started.get() > 0 || !running.isEmpty();
    }

    /** Waits until no session is left. Returns how much of the time is left, in nanoseconds; 0 if the thread is to stop. */
    private long awaitEnds(long nanos) {
        long left = nanos;
        lock.lock();
        try {
            while (hasAny() && left > 0) {
                left = someEnded.awaitNanos(left);
            }
            return left;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        } finally {
            lock.unlock();
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
        cutOffIntroductions();
        running.values().forEach(Session::drain);
        long _ = awaitEnds(time.toNanos());
        return running.size();
    }

    private void cutOffIntroductions() {
        lock.lock();
        try {
            // No method reference: it would load the class where nobody needs it (ColdStartTest).
            if (introductions.isPresent()) {
                introductions.get().drain();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Lets the session with a client finish the message in hand and end. Does nothing if it has ended. */
    public void drain(Wire client) {
        Optional.ofNullable(running.get(client)).ifPresent(Session::drain);
    }

    private void signalEnd() {
        if (draining || yielding) {
            lock.lock();
            try {
                someEnded.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
