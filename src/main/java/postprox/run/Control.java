package postprox.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import postprox.control.ControlPlace;
import postprox.control.ControlSocket;
import postprox.event.CleaningEvent.CleanUpTrouble;
import postprox.event.ProcessEvent;
import postprox.event.ProcessEvent.StartWarning;
import postprox.posix.FileReason;

/** The control socket of a service. Thread-safe. */
final class Control {
    private final Engine engine;
    private final ControlSocket socket;

    private Control(Engine engine, ControlSocket socket) {
        this.engine = engine;
        this.socket = socket;
    }

    /** Opens the socket; empty if that failed, which is logged. */
    static Optional<Control> open(Engine engine, ProcessEvent.Mode mode, StatusAnswer status) {
        String path = "";
        try {
            Path wanted = path(engine, mode);
            path = wanted + ": ";
            return Optional.of(
                    new Control(engine, ControlSocket.open(wanted, Map.of("status", status), engine.watchdog())));
        } catch (IOException e) {
            engine.log().publish(new StartWarning(StartWarning.Risk.NO_CONTROL, "", path + FileReason.of(e)));
            return Optional.empty();
        }
    }

    private static Path path(Engine engine, ProcessEvent.Mode mode) throws IOException {
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
    void close() {
        try {
            socket.close();
        } catch (IOException e) {
            engine.log()
                    .publish(new CleanUpTrouble(
                            CleanUpTrouble.Remains.CONTROL_SOCKET, socket.path().toString(), FileReason.of(e)));
        }
    }
}
