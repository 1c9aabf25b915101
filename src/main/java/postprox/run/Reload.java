package postprox.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import postprox.config.ConfigFile;
import postprox.config.Option;
import postprox.config.Settings;
import postprox.config.SettingsSource;
import postprox.config.UsageException;
import postprox.event.Event;

/** Reloads a service at SIGHUP: the log goes on in a new file, and the configuration file is read again. */
final class Reload {
    private final Engine engine;
    private final Mode mode;
    private final SettingsSource source;

    // The values of the options that need a restart, which stay in use until the process ends.
    private final Settings atStart;

    private final ReentrantLock lock = new ReentrantLock();

    private Reload(Engine engine, Mode mode, SettingsSource source) {
        this.engine = engine;
        this.mode = mode;
        this.source = source;
        this.atStart = engine.settings();
    }

    /** Reloads at each SIGHUP from now on. The signal then never ends the process, even if there is nothing to reload. */
    static void afterHangup(Engine engine, Mode mode, SettingsSource source) {
        Hangup.then(new Reload(engine, mode, source)::run);
    }

    private void run() {
        List<Path> logs = atStart.log().files();
        Optional<String> file = atStart.configFile();
        if (logs.isEmpty() && file.isEmpty()) {
            engine.log().publish(new Event.NothingToReload());
        }
        logs.forEach(log -> engine.log().publish(new Event.LogGoesOn(log.toString())));
        file.ifPresent(this::read);
    }

    private void read(String file) {
        lock.lock();
        try {
            List<String> complaints = ConfigFile.read(file).complaints();
            if (complaints.isEmpty()) {
                use(file, checked());
            }
            complaints.forEach(complaint -> engine.log().publish(new Event.ReloadRefused(file, complaint)));
        } catch (UsageException | IOException e) {
            engine.log().publish(new Event.ReloadRefused(file, String.valueOf(e.getMessage())));
        } catch (RuntimeException | Error e) {
            engine.log().publish(new Event.ProcessMistake(e));
        } finally {
            lock.unlock();
        }
    }

    /** Reads the settings and checks them by the rules of a start. */
    private Settings checked() throws UsageException, IOException {
        Settings next = source.read();
        mode.check(next);
        return next;
    }

    private void use(String file, Settings next) {
        List<String> changed = names(engine.settings(), next, Option.Reload.LIVE);
        List<String> waiting = names(atStart, next, Option.Reload.RESTART);
        engine.use(next);
        engine.log().publish(new Event.Reloaded(file, changed));
        if (!waiting.isEmpty()) {
            engine.log().publish(new Event.RestartNeeded(file, waiting));
        }
        if (!changed.isEmpty()) {
            engine.warnings().ofRisks();
        }
    }

    private static List<String> names(Settings before, Settings next, Option.Reload reload) {
        return before.changes(next).stream()
                .filter(option -> option.reload() == reload)
                .map(Option::name)
                .toList();
    }
}
