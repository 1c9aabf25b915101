package postprox.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import postprox.control.ControlPlace;
import postprox.control.ControlSocket;
import postprox.control.Order;
import postprox.control.Question;
import postprox.event.CleaningEvent.CleanUpTrouble;
import postprox.event.ProcessEvent;
import postprox.event.ProcessEvent.StartWarning;
import postprox.posix.FileReason;
import postprox.posix.NativeCode;

/** The control socket of a service, at which it is asked how it is, and told to hand over. Thread-safe. */
final class Control {
    private final Engine engine;
    private final ProcessEvent.Mode service;
    private final Map<String, Question> questions;
    private final Optional<Handover> handover;

    // Synchronized: a stop may come while the socket is made again.
    private Optional<ControlSocket> socket = Optional.empty();
    private boolean closed;

    private Control(Engine engine, ProcessEvent.Mode service, StatusAnswer status, Mode mode, Progress progress) {
        this.engine = engine;
        this.service = service;
        this.questions = Map.of("status", status);
        this.handover = service == ProcessEvent.Mode.LISTENING
                ? Optional.of(new Handover(engine, mode, progress, this::restore))
                : Optional.empty();
    }

    /**
     * Opens the socket. A failure is logged. If this process takes the place of another one, it answers in place of that one, too.
     *
     * @param service what kind of service it is
     * @param mode    what another process could take over
     */
    static Control open(Engine engine, ProcessEvent.Mode service, StatusAnswer status, Mode mode, Progress progress) {
        if (service == ProcessEvent.Mode.LISTENING) {
            NativeCode.bindHandover();
        }
        Control control = new Control(engine, service, status, mode, progress);
        control.answer(mode.succession().isPresent());
        return control;
    }

    private synchronized void answer(boolean isSuccessor) {
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

    /** Makes the socket again, if another process has replaced it and has not come up. */
    private synchronized void restore() {
        if (!closed && socket.isPresent() && !isThere(socket.get()) && closeSocket(socket.get())) {
            answer(true);
        }
    }

    /** Ends a process that is to take over and does not serve yet, since this one is being stopped. */
    void abandonHandover() {
        handover.ifPresent(Handover::abandon);
    }

    /** Answers no more, and removes the socket. */
    synchronized void close() {
        closed = true;
        if (socket.isPresent()) {
            var _ = closeSocket(socket.get());
        }
    }

    private static boolean isThere(ControlSocket open) {
        try {
            return open.isThere();
        } catch (IOException e) {
            // What cannot be looked at is made again, and that says why it fails.
            return false;
        }
    }

    private boolean closeSocket(ControlSocket open) {
        try {
            open.close();
            return true;
        } catch (IOException e) {
            String path = open.path().toString();
            engine.log().publish(new CleanUpTrouble(CleanUpTrouble.Remains.CONTROL_SOCKET, path, FileReason.of(e)));
            return false;
        }
    }
}
