package postprox.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
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
    private final Optional<Succession> succession;
    private final Engine engine;
    private final ServiceManager manager;
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    // Synchronized: a stop can come while the pid file is being written.
    private Optional<PidFile> pidFile = Optional.empty();
    private boolean closed;

    /**
     * Makes the mode.
     *
     * @param name       the socket in the words of the command line
     * @param listener   the socket, which {@link #open} binds
     * @param succession what there is of a process that has listened there
     */
    ListenMode(String name, Listener listener, Optional<Succession> succession, Engine engine) throws IOException {
        this.name = name;
        this.listener = listener;
        this.succession = succession;
        this.engine = engine;
        this.manager = ServiceManager.ofThisProcess();
    }

    /** Makes the mode for a socket that is not bound yet. */
    static ListenMode at(Endpoint place, Engine engine) throws IOException {
        String name = place.toString();
        try {
            return new ListenMode(name, Listener.at(place, engine.watchdog()), Optional.empty(), engine);
        } catch (IOException e) {
            throw cannotListen(name, e);
        }
    }

    /** Makes the mode for the socket of a process whose place this one takes. */
    static ListenMode after(Succession succession, Endpoint place, ServerSocketChannel bound, Engine engine)
            throws IOException {
        Listener listener = Listener.takenOver(bound, place, engine.watchdog());
        return new ListenMode(place.toString(), listener, Optional.of(succession), engine);
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
        openLibraries();
        writePidFile();
        return listener.place();
    }

    /**
     * Has the JVM open each jar of the program. It would open one when it first looks for a class there, and an upgrade may have replaced the
     * file by then. A name that no jar has is looked for in all of them.
     */
    private static void openLibraries() {
        var _ = ClassLoader.getSystemResource("postprox/none");
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
        // Before the warnings, which may wait for name servers: until then two processes accept clients.
        if (succession.isPresent()) {
            takeOver(succession.get());
        }
        engine.warnings().ofRisks();
        engine.warnings().ofUnknownNextHop();
        if (succession.isEmpty()) {
            manager.ready(status());
            Background.reportReady();
        }
        awaitEnd();
        return Exit.OK;
    }

    /** Says that clients are accepted, to the process whose place this one takes. */
    private void takeOver(Succession from) {
        own();
        from.reportReady(engine.log());
    }

    private void own() {
        try {
            listener.own();
        } catch (IOException e) {
            engine.log().publish(trouble(e));
        }
    }

    /** For systemctl status. */
    private String status() {
        return "Listening on " + place() + ", next hop " + engine.settings().nextHop();
    }

    private String place() {
        try {
            return listener.place();
        } catch (IOException e) {
            return name;
        }
    }

    /**
     * Accepts connections on a virtual thread. From there the start of a session wakes no other thread, which would be a tenth
     * of the cost of a small message.
     */
    private void begin() {
        Repeated trouble = new Repeated(engine.log(), ProcessEvent.AcceptTrouble::new);
        engine.watchdog().watch(trouble);
        beat();
        Thread.ofVirtual().name("listener").start(() -> {
            try {
                listener.acceptAll(engine.sessions()::start, e -> trouble.happened(String.valueOf(e.getMessage())));
                end.complete(null);
            } catch (RuntimeException | Error e) {
                end.completeExceptionally(e);
            }
        });
    }

    private void beat() {
        try {
            Optional<Duration> pulse = manager.pulse(succession.isPresent());
            if (pulse.isPresent()) {
                listener.beat(pulse.get(), this::tellAlive);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void tellAlive() {
        manager.alive();
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
    public Optional<Succession> succession() {
        return succession;
    }

    @Override
    public int socket() throws IOException {
        if (ProcessHandle.current().pid() == 1) {
            throw new IOException(
                    "it is process 1 of its container, which ends with it: start a new container instead");
        }
        if (manager.isBoundToThisProcess()) {
            throw new IOException("systemd would take its end for the end of the service, since the unit does not have"
                    + " Type=notify: systemctl restart it instead");
        }
        return listener.descriptor();
    }

    @Override
    public void announce(long successor) throws IOException {
        manager.succeededBy(successor, status());
    }

    @Override
    public void handOver() {
        // The other process has its own file at the same path, which stays; it may also have been told another path.
        removeTraces();
        succession.ifPresent(Succession::handOn);
        try {
            listener.handOver();
        } catch (IOException e) {
            engine.log().publish(trouble(e));
        }
    }

    @Override
    public synchronized void restoreTraces() {
        try {
            if (!closed && pidFile.isPresent() && !pidFile.get().file().isThere()) {
                pidFile = Optional.of(PidFile.write(pidFile.get().file().path()));
            }
        } catch (IOException e) {
            engine.log()
                    .publish(new CleanUpTrouble(
                            CleanUpTrouble.Remains.PID_FILE,
                            pidFile.orElseThrow().file().path().toString(),
                            FileReason.of(e)));
        }
    }

    @Override
    public void close(Duration time) {
        if (!isHandedOver()) {
            manager.stopping(time);
        }
        try {
            listener.close();
        } catch (IOException e) {
            engine.log().publish(trouble(e));
        }
    }

    private synchronized boolean isHandedOver() {
        return closed;
    }

    private static CleanUpTrouble trouble(IOException e) {
        return new CleanUpTrouble(CleanUpTrouble.Remains.LISTENING_SOCKET, "", String.valueOf(e.getMessage()));
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
