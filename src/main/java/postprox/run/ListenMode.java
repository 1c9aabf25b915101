package postprox.run;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import postprox.config.Settings;
import postprox.config.UsageException;
import postprox.event.Event;
import postprox.event.Event.CleanUpTrouble;
import postprox.event.Repeated;
import postprox.net.Endpoint;
import postprox.net.Listener;
import postprox.posix.FileReason;
import postprox.posix.NativeCode;
import postprox.posix.SystemError;

/** The mode of a listening socket. Each connection to it is a session. */
final class ListenMode implements Mode {
    private final Listener listener;
    private final String place;
    private final Optional<PidFile> pidFile;
    private final Engine engine;
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    private ListenMode(Listener listener, Engine engine) throws IOException {
        this.listener = listener;
        this.place = listener.place();
        this.engine = engine;
        this.pidFile = written(engine.settings().pidFile());
    }

    /**
     * Binds a socket and makes the mode for it.
     *
     * @throws IOException if the socket cannot be bound; its message has the reason
     */
    static ListenMode at(Endpoint place, Engine engine) throws IOException, UsageException {
        return on(bind(place, engine), engine);
    }

    private static Listener bind(Endpoint place, Engine engine) throws IOException {
        try {
            return Listener.bind(place, engine.watchdog());
        } catch (IOException e) {
            String hint = e instanceof BindException && SystemError.ADDRESS_IN_USE.isReasonOf(e)
                    ? " (by another postprox, or the spawn line in master.cf?)"
                    : "";
            throw new IOException("cannot listen on " + place + ": " + e.getMessage() + hint, e);
        }
    }

    /**
     * Makes the mode for a socket that is bound. If that fails, this method closes the socket.
     *
     * @throws IOException    if the process gets no threads for it, or if the pid file cannot be written
     * @throws UsageException if the next hop leads back to the socket
     */
    static ListenMode on(Listener listener, Engine engine) throws IOException, UsageException {
        boolean made = false;
        try {
            check(listener, engine.settings());
            WaitingThreads.make();
            NativeCode.bind();
            ListenMode mode = new ListenMode(listener, engine);
            made = true;
            return mode;
        } finally {
            if (!made) {
                listener.close();
            }
        }
    }

    @Override
    public void check(Settings next) throws IOException, UsageException {
        check(listener, next);
    }

    /**
     * Checks that the next hop is not this socket. The command line does not show that: the socket may be inherited, and the
     * name of the next hop may have another address at a reload.
     */
    private static void check(Listener listener, Settings settings) throws IOException, UsageException {
        Endpoint nextHop = settings.nextHop();
        if (listener.isReachedFrom(nextHop)) {
            throw new UsageException("HOST:PORT: " + nextHop + " is also the socket that we listen on: mail"
                    + " would go round and round");
        }
    }

    private static Optional<PidFile> written(Optional<Path> path) throws IOException {
        return path.isEmpty() ? Optional.empty() : Optional.of(PidFile.write(path.get()));
    }

    @Override
    public Optional<Service> service() {
        return Optional.of(new Service(Event.Mode.LISTENING, place));
    }

    @Override
    public Exit serve() {
        begin();
        engine.warnings().ofRisks();
        engine.warnings().ofUnknownNextHop();
        Background.reportReady();
        awaitEnd();
        return Exit.OK;
    }

    /**
     * Accepts connections on a virtual thread. From there the start of a session wakes no other thread, which would be a tenth
     * of the cost of a small message.
     */
    private void begin() {
        Repeated trouble = new Repeated(engine.log(), Event.AcceptTrouble::new);
        engine.watchdog().watch(trouble::check);
        Thread.ofVirtual().name("listener").start(() -> {
            try {
                listener.acceptAll(engine.sessions()::start, e -> trouble.happened(String.valueOf(e.getMessage())));
                end.complete(null);
            } catch (RuntimeException | Error e) {
                end.completeExceptionally(e);
            }
        });
    }

    private void awaitEnd() {
        try {
            var _ = end.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("accepting connections failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            engine.log()
                    .publish(new CleanUpTrouble(
                            CleanUpTrouble.Remains.LISTENING_SOCKET, "", String.valueOf(e.getMessage())));
        }
    }

    @Override
    public void removeTraces() {
        if (pidFile.isPresent()) {
            remove(pidFile.get());
        }
    }

    private void remove(PidFile file) {
        try {
            file.remove();
        } catch (IOException e) {
            engine.log()
                    .publish(new CleanUpTrouble(
                            CleanUpTrouble.Remains.PID_FILE, file.file().path().toString(), FileReason.of(e)));
        }
    }
}
