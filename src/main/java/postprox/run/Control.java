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
import postprox.time.Ticker;
import postprox.time.Watchdog;

/**
 * The control socket of a service, and the figures that it tells. Both are made when the first client has its reply, since a resident
 * process is started while a client waits. A listener that has no client makes them after a moment. Thread-safe.
 */
final class Control implements Watchdog.Watched {
    private static final Duration WITHOUT_CLIENTS = Duration.ofSeconds(1);

    private final Engine engine;
    private final ProcessEvent.Mode mode;
    private final String place;
    private final Map<String, Order> orders;
    private final Progress progress;
    private final Instant start = Instant.now();
    private final long begin = System.nanoTime();
    private boolean isBegun;

    // Synchronized: a stop may come while the socket is made.
    private Map<String, Question> questions = Map.of();

    private Optional<ControlSocket> socket = Optional.empty();
    private boolean closed;

    /**
     * Makes nothing yet.
     *
     * @param place  where clients reach this process
     * @param orders what this process can be asked to do
     */
    Control(Engine engine, ProcessEvent.Mode mode, String place, Map<String, Order> orders, Progress progress) {
        this.engine = engine;
        this.mode = mode;
        this.place = place;
        this.orders = orders;
        this.progress = progress;
    }

    @Override
    public void check(long now) {
        boolean hasTime = mode == ProcessEvent.Mode.LISTENING
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
        questions = Map.of("status", new StatusAnswer(engine, figures, mode, place, start, progress));
        answer(isSuccessor);
    }

    private void answer(boolean isSuccessor) {
        String path = "";
        try {
            Path wanted = path();
            path = wanted + ": ";
            socket = Optional.of(ControlSocket.open(wanted, questions, orders, isSuccessor, engine.watchdog()));
        } catch (IOException e) {
            engine.log().publish(new StartWarning(StartWarning.Risk.NO_CONTROL, "", path + FileReason.of(e)));
        }
    }

    /** Makes the socket again, if another process has replaced it and has not come up. */
    synchronized void restore() {
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
        return switch (mode) {
            case RESIDENT ->
                ControlPlace.ofResident(engine.settings().resident().orElseThrow());
            case LISTENING -> {
                Optional<Path> named = engine.settings().control();
                yield named.isPresent() ? named.get() : ControlPlace.ofListener();
            }
        };
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
