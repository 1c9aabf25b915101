package postprox.run;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import postprox.event.Event;
import postprox.event.Event.CleanUpTrouble;
import postprox.event.Events;
import postprox.event.Repeated;
import postprox.net.Endpoint;
import postprox.net.Listener;
import postprox.posix.SystemError;
import postprox.session.Sessions;
import postprox.time.Watchdog;

/** A service that listens: its socket, the file with its number, and the accepting of connections. */
final class Service {
    private final Listener listener;
    private final Optional<PidFile> pidFile;
    private final Sessions sessions;
    private final Watchdog watchdog;
    private final Events events;
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    /**
     * A service on a socket that is bound.
     *
     * @throws IOException where the file for its number cannot be written; the socket is closed then
     */
    Service(Listener listener, Optional<Path> pidFile, Sessions sessions, Watchdog watchdog, Events events)
            throws IOException {
        this.listener = listener;
        this.sessions = sessions;
        this.watchdog = watchdog;
        this.events = events;
        this.pidFile = written(pidFile);
    }

    /** Binds a socket, or says why it cannot be bound. */
    static Listener bind(Endpoint place, Watchdog watchdog) throws IOException {
        try {
            return Listener.bind(place, watchdog);
        } catch (IOException e) {
            String hint = e instanceof BindException && SystemError.ADDRESS_IN_USE.isReasonOf(e)
                    ? " (by another postprox, or the spawn line in master.cf?)"
                    : "";
            throw new IOException("cannot listen on " + place + ": " + e.getMessage() + hint, e);
        }
    }

    /** Where it listens. */
    String place() throws IOException {
        return listener.place();
    }

    /**
     * Accepts connections from here on. On a virtual thread: a session that a virtual thread starts needs no other thread to be
     * woken, which is a tenth of what a small message costs.
     */
    void begin() {
        Repeated trouble = new Repeated(events, Event.AcceptTrouble::new);
        watchdog.watch(trouble::look);
        Thread.ofVirtual().name("listener").start(() -> {
            try {
                listener.acceptAll(sessions::start, e -> trouble.happened(String.valueOf(e.getMessage())));
                end.complete(null);
            } catch (RuntimeException | Error e) {
                end.completeExceptionally(e);
            }
        });
    }

    /** Goes on until {@link #close}. */
    void awaitEnd() {
        try {
            var _ = end.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("accepting connections failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Accepts no more connections. */
    void close() {
        try {
            listener.close();
        } catch (IOException e) {
            events.publish(
                    new CleanUpTrouble(CleanUpTrouble.Remains.LISTENING_SOCKET, "", String.valueOf(e.getMessage())));
        }
    }

    private Optional<PidFile> written(Optional<Path> path) throws IOException {
        if (path.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(PidFile.write(path.get()));
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    void removePidFile() {
        if (pidFile.isPresent()) {
            try {
                pidFile.get().remove();
            } catch (IOException e) {
                events.publish(new CleanUpTrouble(
                        CleanUpTrouble.Remains.PID_FILE,
                        pidFile.get().file().path().toString(),
                        String.valueOf(e.getMessage())));
            }
        }
    }
}
