package postprox.resident;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToIntFunction;
import postprox.event.Event;
import postprox.event.Event.CleanUpTrouble;
import postprox.event.Event.ResidentTrouble;
import postprox.event.Events;
import postprox.event.Repeated;
import postprox.event.SessionEnd;
import postprox.filter.Origin;
import postprox.net.Wire;
import postprox.posix.Confinement;
import postprox.posix.KnownFile;
import postprox.posix.OwnProcess;
import postprox.session.Sessions;
import postprox.time.Watchdog;

/**
 * Serves the sessions that native clients hand over, each on a platform thread, since reading from a handed-over
 * descriptor blocks in a system call. There is always one thread that waits for the next session: whichever receives one
 * serves it, so that none is passed from thread to thread, and sees to it first that another waits.
 */
public final class Resident {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final Duration GOODBYE_STEP = Duration.ofMillis(2);

    private final KnownFile socket;
    private final Confinement ours;
    private final Sessions sessions;
    private final ToIntFunction<SessionEnd> exitStatus;
    private final Watchdog watchdog;
    private final Events events;
    private final Repeated refused;

    /** Threads that wait for sessions when a burst of them is over: more than any machine starts filters at once. */
    private static final int MAX_WAITING = 16;

    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger busy = new AtomicInteger();
    private volatile long lastEnd = System.nanoTime();

    // A receiving thread increments `busy` before it reads `closed`; closeUnlessBusy() sets `closed` before it reads
    // `busy`. So
    // either the session sees `closed` and is turned away, and its client tries again, or the closing thread sees it
    // and stays.
    private volatile boolean closed;

    private Resident(
            KnownFile socket,
            Confinement ours,
            Sessions sessions,
            ToIntFunction<SessionEnd> exitStatus,
            Watchdog watchdog,
            Events events) {
        this.socket = socket;
        this.ours = ours;
        this.sessions = sessions;
        this.exitStatus = exitStatus;
        this.watchdog = watchdog;
        this.events = events;
        this.refused = new Repeated(events, Event.HandoversRefused::new);
        watchdog.watch(refused::check);
    }

    /**
     * A resident for the socket on standard input.
     *
     * @param socket its path
     * @param exitStatus the status with which the native client of a session ends
     * @throws IOException where standard input is no socket, or nothing is at the path
     */
    public static Resident at(
            Path socket, Sessions sessions, ToIntFunction<SessionEnd> exitStatus, Watchdog watchdog, Events events)
            throws IOException {
        if (!OwnProcess.isSocket(HandoverSocket.DESCRIPTOR)) {
            throw new IOException("--resident is for the native client, which gives a socket on standard input");
        }
        return new Resident(KnownFile.at(socket), Confinement.own(), sessions, exitStatus, watchdog, events);
    }

    /** Takes sessions from here on, on threads of their own. */
    public void begin() {
        startReceiver();
    }

    /** Goes on until there has been no session for that long, or {@link #close}. */
    public void serve(Duration idle) {
        // Only now: whoever has the lock may be waiting for us.
        ResidentSockets.removeDead(socket.path().resolveSibling(""), events);
        while (!closed) {
            long left = idle.toNanos() - (System.nanoTime() - lastEnd);
            if (left > 0 || busy.get() > 0) {
                LockSupport.parkNanos(Math.max(left, LOOK_AGAIN.toNanos()));
            } else {
                closeUnlessBusy();
            }
        }
    }

    private void closeUnlessBusy() {
        closed = true;
        closed = busy.get() == 0;
    }

    /** Takes no more sessions: clients that find no socket, or no answer from this process, start another. */
    public void close() {
        closed = true;
        try {
            // Whoever cleans up /tmp may have removed it, and another resident may be there by now.
            socket.remove();
        } catch (IOException e) {
            events.publish(new CleanUpTrouble(
                    CleanUpTrouble.Remains.RESIDENT_SOCKET, socket.path().toString(), String.valueOf(e.getMessage())));
        }
    }

    /**
     * Waits until the clients of all sessions that have ended know how: one that hears nothing would take this process for
     * killed.
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
            // No thread to be had: those who serve wait again when they are done, and clients serve themselves
            // meanwhile.
            waiting.decrementAndGet();
            events.publish(new ResidentTrouble(ResidentTrouble.Obstacle.NO_THREAD, String.valueOf(e.getMessage())));
        }
    }

    private void receiveAll() {
        HandoverSocket arrivals = new HandoverSocket(ours);
        boolean stays = true;
        while (stays) {
            try {
                Optional<Handover> arrival = arrivals.receive();
                if (arrival.isPresent()) {
                    leaveTheOthersWaiting();
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

    private void leaveTheOthersWaiting() {
        if (waiting.decrementAndGet() == 0) {
            startReceiver();
        }
    }

    /** False for a thread that is not needed any more. */
    private boolean waitAgain() {
        return waiting.getAndUpdate(others -> Math.min(others + 1, MAX_WAITING)) < MAX_WAITING;
    }

    private void take(Handover handover) {
        busy.incrementAndGet();
        OptionalInt status = OptionalInt.empty();
        try {
            if (!closed && handover.claim()) {
                status = OptionalInt.of(new Guest(handover).converse());
            }
        } finally {
            handover.end(status);
            lastEnd = System.nanoTime();
            busy.decrementAndGet();
        }
    }

    /** A client whose connection was handed over. */
    private final class Guest {
        private final Handover handover;
        private final Wire wire;

        Guest(Handover handover) {
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
