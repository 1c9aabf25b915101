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
    private final Instant start = Instant.now();
    private final long begin = System.nanoTime();
    private boolean isBegun;

    // Synchronized: a stop may come while the socket is made.
    private Optional<ControlSocket> socket = Optional.empty();
    private boolean closed;

    /**
     * Makes nothing yet.
     *
     * @param place where clients reach this process
     */
    Control(Engine engine, ProcessEvent.Mode mode, String place) {
        this.engine = engine;
        this.mode = mode;
        this.place = place;
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

    private synchronized void open() {
        if (closed) {
            return;
        }
        Figures figures = new Figures(Ticker.SYSTEM, InstantSource.system());
        engine.log().watchBy(figures);
        String path = "";
        try {
            Path wanted = path();
            path = wanted + ": ";
            socket = Optional.of(ControlSocket.open(
                    wanted,
                    Map.of("status", new StatusAnswer(engine, figures, mode, place, start)),
                    engine.watchdog()));
        } catch (IOException e) {
            engine.log().publish(new StartWarning(StartWarning.Risk.NO_CONTROL, "", path + FileReason.of(e)));
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
