package postprox.run;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import postprox.event.AdminEvent;
import postprox.event.AdminEvent.AdminPart;
import postprox.event.CleaningEvent.CleanUpTrouble;
import postprox.posix.FileReason;
import postprox.time.Watchdog;

/**
 * A server for administrators that is opened as soon as its place is free: a process that gives its place up, or another program, may have
 * it now. Mail does not wait for that. Thread-safe.
 */
final class Reopened implements Watchdog.Watched {
    private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

    private final Engine engine;
    private final AdminPart part;
    private final String place;
    private final Opening opening;
    private final Duration patience;
    private final long begin = System.nanoTime();

    // The watchdog's thread alone.
    private long latest;

    // Synchronized: a stop may come while the server is opened.
    private Optional<Opened> opened = Optional.empty();
    private boolean isReported;
    private boolean closed;

    /** An open server, and where it listens. */
    record Opened(Closeable server, String place) {}

    /** Opens the server, or fails if its place is taken. */
    @FunctionalInterface
    interface Opening {
        Opened open() throws IOException;
    }

    /**
     * Makes one that is closed.
     *
     * @param patience how long its place may be taken until that is trouble. Meanwhile it is tried as often as possible
     */
    Reopened(Engine engine, AdminPart part, String place, Opening opening, Duration patience) {
        this.engine = engine;
        this.part = part;
        this.place = place;
        this.opening = opening;
        this.patience = patience;
    }

    /** Tries for the first time, and then again and again. */
    void begin() {
        latest = System.nanoTime();
        open();
        engine.watchdog().watch(this);
    }

    @Override
    public void check(long now) {
        if (now - latest > PAUSE_NANOS || isPatient()) {
            latest = now;
            engine.watchdog().runElsewhere(this::open);
        }
    }

    private boolean isPatient() {
        return System.nanoTime() - begin < patience.toNanos();
    }

    private synchronized void open() {
        if (closed || opened.isPresent()) {
            engine.watchdog().forget(this);
            return;
        }
        try {
            Opened made = opening.open();
            opened = Optional.of(made);
            engine.log().publish(new AdminEvent.AdminOpen(part, made.place()));
        } catch (IOException e) {
            if (!isReported && !isPatient()) {
                isReported = true;
                engine.log().publish(new AdminEvent.AdminTrouble(part, place, FileReason.of(e)));
            }
        }
    }

    /** Gives the place up, and tries no more. */
    synchronized void close() {
        closed = true;
        if (opened.isPresent()) {
            closeServer(opened.get());
        }
    }

    private void closeServer(Opened server) {
        try {
            server.server().close();
        } catch (IOException e) {
            engine.log()
                    .publish(new CleanUpTrouble(CleanUpTrouble.Remains.ADMIN_SOCKET, server.place(), FileReason.of(e)));
        }
    }
}
