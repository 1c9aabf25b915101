package postprox.resident;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToIntFunction;
import postprox.event.CleaningEvent.CleanUpTrouble;
import postprox.event.Events;
import postprox.event.Repeated;
import postprox.event.ResidentEvent;
import postprox.event.ResidentEvent.ResidentTrouble;
import postprox.event.SessionEnd;
import postprox.filter.Origin;
import postprox.net.Wire;
import postprox.posix.Confinement;
import postprox.posix.FileReason;
import postprox.posix.KnownFile;
import postprox.posix.OwnProcess;
import postprox.session.Sessions;
import postprox.time.Watchdog;

/**
 * Serves the sessions that native clients hand over. Each session has a platform thread, since reading from a descriptor that
 * was handed over blocks in a system call. The thread that receives a session serves it, so that no session passes from thread
 * to thread. Before that, the thread makes sure that another one waits for the next session. Thread-safe.
 */
public final class Resident {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final Duration GOODBYE_STEP = Duration.ofMillis(2);

    private final KnownFile socket;
    private final Confinement confinement;
    private final Sessions sessions;
    private final ToIntFunction<SessionEnd> exitStatus;
    private final Watchdog watchdog;
    private final Events events;
    private final Repeated refused;

    /**
     * How many threads go on waiting for sessions after a burst of them, at most. This is more than the number of filters that
     * any machine starts at the same moment.
     */
    private static final int MAX_WAITING = 16;

    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger busy = new AtomicInteger();
    private volatile long lastEnd = System.nanoTime();

    // A receiving thread increments `busy` first and reads `leaving` second. leaveUnlessBusy() sets `leaving` first and
    // reads `busy` second. So one of the two always sees the other: either the receiving thread turns the session away,
    // and its client tries again, or leaveUnlessBusy() sees the session and the resident stays.
    private volatile boolean leaving;

    private volatile boolean closed;

    Resident(
            KnownFile socket,
            Confinement confinement,
            Sessions sessions,
            ToIntFunction<SessionEnd> exitStatus,
            Watchdog watchdog,
            Events events) {
        this.socket = socket;
        this.confinement = confinement;
        this.sessions = sessions;
        this.exitStatus = exitStatus;
        this.watchdog = watchdog;
        this.events = events;
        this.refused = new Repeated(events, ResidentEvent.HandoversRefused::new);
        watchdog.watch(refused);
    }

    /**
     * Makes a resident for the socket on standard input.
     *
     * @param socket     the path of this socket
     * @param exitStatus the exit status of a session's native client, for each end of a session
     * @throws IOException if standard input is no socket, or if there is no file at the path
     */
    public static Resident at(
            Path socket, Sessions sessions, ToIntFunction<SessionEnd> exitStatus, Watchdog watchdog, Events events)
            throws IOException {
        if (!OwnProcess.isSocket(HandoverSocket.DESCRIPTOR)) {
            throw new IOException("--resident is for the native client, which gives a socket on standard input");
        }
        return new Resident(KnownFile.at(socket), Confinement.own(), sessions, exitStatus, watchdog, events);
    }

    /** Starts the first receiving thread: from now on the resident takes sessions. */
    public void begin() {
        startReceiver();
    }

    /**
     * Waits until the resident is to end: when there has been no session for a time, or when {@link #close} is called.
     *
     * @param idle how long the resident stays without a session
     * @return whether it is to end for want of sessions
     */
    public boolean serve(Duration idle) {
        // This takes the lock of the directory. It comes after begin(), since a native client that holds the lock may
        // wait for this resident.
        ResidentSockets.removeDead(socket.path().resolveSibling(""), events);
        while (!closed) {
            long left = idle.toNanos() - (System.nanoTime() - lastEnd);
            if (left > 0 || busy.get() > 0) {
                LockSupport.parkNanos(Math.max(left, LOOK_AGAIN.toNanos()));
            } else if (leaveUnlessBusy()) {
                return true;
            }
        }
        return false;
    }

    private boolean leaveUnlessBusy() {
        leaving = true;
        leaving = busy.get() == 0;
        return leaving;
    }

    /** Takes no more sessions. A native client that finds no socket or is turned away starts another resident. */
    public void close() {
        closed = true;
        try {
            // A cleaner of /tmp may have removed the socket, and another resident's socket may be at its path by now.
            socket.remove();
        } catch (IOException e) {
            events.publish(new CleanUpTrouble(
                    CleanUpTrouble.Remains.RESIDENT_SOCKET, socket.path().toString(), FileReason.of(e)));
        }
    }

    /**
     * Waits until the native clients of all sessions have their exit status, at most for a second. A client that gets no status
     * takes this process for killed.
     */
    public void awaitGoodbyes() {
        long end = System.nanoTime() + LOOK_AGAIN.toNanos();
        while (busy.get() > 0 && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(GOODBYE_STEP.toNanos());
        }
    }

    private void startReceiver() {
        waiting.incrementAndGet();
        try {
            Thread.ofPlatform().daemon().name("session").start(this::receiveAll);
        } catch (OutOfMemoryError e) {
            // The system gives no thread. Threads that serve a session wait again after it. Until then native clients
            // get no answer, and start processes of their own.
            waiting.decrementAndGet();
            events.publish(new ResidentTrouble(ResidentTrouble.Obstacle.NO_THREAD, String.valueOf(e.getMessage())));
        }
    }

    private void receiveAll() {
        HandoverSocket arrivals = new HandoverSocket(confinement);
        boolean stays = true;
        while (stays) {
            try {
                Optional<HandedOverClient> arrival = arrivals.receive();
                if (arrival.isPresent()) {
                    ensureReceiver();
                    try {
                        take(arrival.get());
                    } finally {
                        stays = waitAgain();
                    }
                }
            } catch (HandoverRefused e) {
                refused.happened(String.valueOf(e.getMessage()));
            } catch (IOException | RuntimeException | Error e) {
                events.publish(new ResidentTrouble(ResidentTrouble.Obstacle.CANNOT_RECEIVE, e.toString()));
                LockSupport.parkNanos(LOOK_AGAIN.toNanos());
            }
        }
    }

    /** Ends this thread's waiting. If no other thread waits for sessions, starts one. */
    private void ensureReceiver() {
        if (waiting.decrementAndGet() == 0) {
            startReceiver();
        }
    }

    /** Counts this thread as waiting again. Returns false if enough threads wait, so that this one can end. */
    private boolean waitAgain() {
        return waiting.getAndUpdate(others -> Math.min(others + 1, MAX_WAITING)) < MAX_WAITING;
    }

    private void take(HandedOverClient handover) {
        busy.incrementAndGet();
        OptionalInt status = OptionalInt.empty();
        try {
            if (!closed && !leaving && handover.claim()) {
                status = OptionalInt.of(new Guest(handover).converse());
            }
        } finally {
            handover.end(status);
            lastEnd = System.nanoTime();
            busy.decrementAndGet();
        }
    }

    /** A session whose connection was handed over, and that is claimed. */
    private final class Guest {
        private final HandedOverClient handover;
        private final Wire wire;

        Guest(HandedOverClient handover) {
            this.handover = handover;
            this.wire = HandoverTransport.wire(handover, this::drain, watchdog);
        }

        int converse() {
            return exitStatus.applyAsInt(sessions.run(wire, new Origin(handover.environment())));
        }

        private void drain() {
            sessions.drain(wire);
        }
    }
}
