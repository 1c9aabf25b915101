package postprox.run;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import postprox.control.ControlPlace;
import postprox.control.ControlSocket;
import postprox.control.Order;
import postprox.control.Question;
import postprox.event.ProcessEvent;
import postprox.event.ProcessEvent.CleanUpTrouble;
import postprox.event.ProcessEvent.StartWarning;
import postprox.figures.Figures;
import postprox.posix.FileReason;
import postprox.posix.NativeCode;
import postprox.time.Ticker;
import postprox.time.Watchdog;

/**
 * The control socket of a service, and the figures that it tells. Both are made when the first client has its reply, since a resident
 * process is started while a client waits. A listener that has no client makes them after a moment. Thread-safe.
 */
final class Control implements Watchdog.Watched {
    private static final Duration WITHOUT_CLIENTS = Duration.ofSeconds(1);

    private final Engine engine;
    private final ProcessEvent.Mode service;
    private final String place;
    private final Mode mode;
    private final Progress progress;
    private final Instant start = Instant.now();
    private final long begin = System.nanoTime();
    private boolean isBegun;

    // Synchronized: a stop may come while the socket is made.
    private Map<String, Question> questions = Map.of();

    // Made when it is first needed: a process that has just been started answers its first client before all else.
    private Optional<Handover> handover = Optional.empty();

    private Optional<ControlSocket> socket = Optional.empty();
    private boolean closed;

    /**
     * Makes nothing yet.
     *
     * @param service what kind of service it is
     * @param place   where clients reach this process
     * @param mode    what another process could take over
     */
    Control(Engine engine, ProcessEvent.Mode service, String place, Mode mode, Progress progress) {
        this.engine = engine;
        this.service = service;
        this.place = place;
        this.mode = mode;
        this.progress = progress;
    }

    @Override
    public void check(long now) {
        boolean hasTime = service == ProcessEvent.Mode.LISTENING
                && engine.sessions().open() == 0
                && now - begin > WITHOUT_CLIENTS.toNanos();
        if (!isBegun && (hasTime || engine.overview().hasGreeted())) {
            isBegun = true;
            engine.watchdog().forget(this);
            engine.watchdog().runElsewhere(this::open);
        }
    }

    private void open() {
        open(false);
    }

    /** Answers from now on, in place of a process that answers at the same path. */
    void succeed() {
        open(true);
    }

    private synchronized void open(boolean isSuccessor) {
        if (closed) {
            return;
        }
        Figures figures = new Figures(Ticker.SYSTEM, InstantSource.system());
        engine.log().watchBy(figures);
        questions = Map.of("status", new StatusAnswer(engine, figures, service, place, start, progress));
        if (service == ProcessEvent.Mode.LISTENING) {
            NativeCode.bindHandover();
            handover = Optional.of(new Handover(engine, mode, progress, this::restore));
        }
        answer(isSuccessor);
    }

    private void answer(boolean isSuccessor) {
        String path = "";
        try {
            Path wanted = path();
            path = wanted + ": ";
            Map<String, Order> orders = handover.isPresent() ? Map.of("upgrade", handover.get()) : Map.of();
            socket = Optional.of(ControlSocket.open(wanted, questions, orders, isSuccessor, engine.watchdog()));
        } catch (IOException e) {
            engine.log().publish(new StartWarning(StartWarning.Risk.NO_CONTROL, "", path + FileReason.of(e)));
        }
    }

    /** Makes the socket again, if another process has replaced it and has not come up. */
    private synchronized void restore() {
        try {
            if (!closed && socket.isPresent() && !socket.get().isThere()) {
                socket.get().close();
                answer(true);
            }
        } catch (IOException e) {
            engine.log()
                    .publish(new StartWarning(
                            StartWarning.Risk.NO_CONTROL,
                            "",
                            socket.orElseThrow().path() + ": " + FileReason.of(e)));
        }
    }

    private Path path() throws IOException {
        return switch (service) {
            case RESIDENT ->
                ControlPlace.ofResident(engine.settings().resident().orElseThrow());
            case LISTENING -> {
                Optional<Path> named = engine.settings().control();
                yield named.isPresent() ? named.get() : ControlPlace.ofListener();
            }
        };
    }

    /** Ends a process that is to take over and does not serve yet, since this one is being stopped. */
    synchronized void abandonHandover() {
        handover.ifPresent(Handover::abandon);
    }

    /** Answers no more, and removes the socket. */
    synchronized void close() {
        closed = true;
        if (socket.isPresent()) {
            try {
                socket.get().close();
            } catch (IOException e) {
                String path = socket.get().path().toString();
                engine.log().publish(new CleanUpTrouble(CleanUpTrouble.Remains.CONTROL_SOCKET, path, FileReason.of(e)));
            }
        }
    }
}
