package postprox.run;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import postprox.config.Settings;
import postprox.config.UsageException;
import postprox.event.CleaningEvent.CleanUpTrouble;
import postprox.event.ProcessEvent;
import postprox.event.Repeated;
import postprox.net.Endpoint;
import postprox.net.Listener;
import postprox.posix.FileReason;
import postprox.posix.NativeCode;
import postprox.posix.SystemError;

/** The mode of a listening socket. Each connection to it is a session. */
final class ListenMode implements Mode {
    private final String name;
    private final Listener listener;
    private final Engine engine;
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    // Synchronized: a stop can come while the pid file is being written.
    private Optional<PidFile> pidFile = Optional.empty();
    private boolean closed;

    /**
     * Makes the mode.
     *
     * @param name     the socket in the words of the command line
     * @param listener the socket, which {@link #open} binds
     */
    ListenMode(String name, Listener listener, Engine engine) {
        this.name = name;
        this.listener = listener;
        this.engine = engine;
    }

    /** Makes the mode for a socket that is not bound yet. */
    static ListenMode at(Endpoint place, Engine engine) throws IOException {
        String name = place.toString();
        try {
            return new ListenMode(name, Listener.at(place, engine.watchdog()), engine);
        } catch (IOException e) {
            throw cannotListen(name, e);
        }
    }

    private static IOException cannotListen(String name, IOException reason) {
        String hint = reason instanceof BindException && SystemError.ADDRESS_IN_USE.isReasonOf(reason)
                ? " (by another postprox, or the spawn line in master.cf?)"
                : "";
        return new IOException("cannot listen on " + name + ": " + reason.getMessage() + hint, reason);
    }

    @Override
    public Optional<ProcessEvent.Mode> service() {
        return Optional.of(ProcessEvent.Mode.LISTENING);
    }

    /**
     * Binds the socket, and writes the pid file when nothing else can fail.
     *
     * @throws IOException    if the socket cannot be bound, if the process gets no threads for it, or if the pid file cannot be
     *     written; its message has the reason
     * @throws UsageException if the next hop leads back to the socket
     */
    @Override
    public String open() throws IOException, UsageException {
        try {
            listener.open();
        } catch (IOException e) {
            throw cannotListen(name, e);
        }
        check(engine.settings());
        WaitingThreads.make();
        NativeCode.bind();
        writePidFile();
        return listener.place();
    }

    private synchronized void writePidFile() throws IOException {
        Optional<Path> path = engine.settings().pidFile();
        if (path.isPresent() && !closed) {
            pidFile = Optional.of(PidFile.write(path.get()));
        }
    }

    /**
     * Checks that the next hop is not this socket. The command line does not show that: the socket may be inherited, and the
     * name of the next hop may have another address at a reload.
     */
    @Override
    public void check(Settings next) throws IOException, UsageException {
        for (Endpoint nextHop : next.nextHop().endpoints()) {
            if (listener.isReachedFrom(nextHop)) {
                throw new UsageException("HOST:PORT: " + nextHop + " is also the socket that we listen on: mail"
                        + " would go round and round");
            }
        }
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
        Repeated trouble = new Repeated(engine.log(), ProcessEvent.AcceptTrouble::new);
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
    public synchronized void removeTraces() {
        closed = true;
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
