package postprox.run;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import postprox.config.Settings;
import postprox.config.UsageException;
import postprox.event.ProcessEvent;
import postprox.event.ResidentEvent;
import postprox.resident.Resident;

/** The mode of a resident: native clients hand over their sessions. It ends after a time without a session. */
final class ResidentMode implements Mode {
    private final Resident resident;
    private final Path socket;
    private final Engine engine;

    ResidentMode(Path socket, Engine engine) throws IOException {
        this.socket = socket;
        this.engine = engine;
        this.resident =
                Resident.at(socket, engine.sessions(), end -> Exit.of(end).status(), engine.watchdog(), engine.log());
    }

    @Override
    public Optional<ProcessEvent.Mode> service() {
        return Optional.of(ProcessEvent.Mode.RESIDENT);
    }

    /** The native client has bound the socket before it started this process. */
    @Override
    public String open() {
        return socket.toString();
    }

    @Override
    public void check(Settings next) throws UsageException {
        next.checkThatNoHeaderIsDemanded();
    }

    @Override
    public Exit serve() {
        Duration idle = engine.settings().residentIdle();
        resident.begin();
        engine.warnings().ofRisks();
        if (resident.serve(idle)) {
            engine.log().publish(new ResidentEvent.ResidentIdle(idle));
        }
        return Exit.OK;
    }

    @Override
    public void close(Duration time) {
        resident.close();
    }

    @Override
    public void awaitGoodbyes() {
        resident.awaitGoodbyes();
    }
}
