package postprox.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import postprox.config.ConfigFile;
import postprox.config.Option;
import postprox.config.Settings;
import postprox.config.SettingsSource;
import postprox.config.UsageException;
import postprox.event.FilterChanges;
import postprox.event.ProcessEvent;
import postprox.event.ReloadEvent;
import postprox.posix.FileReason;

/**
 * Reloads a service at SIGHUP: the log goes on in a new file, and the configuration file is read again. One thread at a time calls
 * {@link #run}.
 */
final class Reload {
    /** How many mistakes are logged. There may be one for each line of the file, and they would push lines about mail out. */
    private static final int MAX_MISTAKES = 5;

    private final Engine engine;
    private final Mode mode;
    private final SettingsSource source;
    private final BooleanSupplier isStopping;

    // The values of the options that need a restart, which stay in use until the process ends.
    private final Settings atStart;

    /**
     * Makes a reload.
     *
     * @param isStopping whether the service is being stopped: then it has closed its socket, and nothing is reloaded
     */
    Reload(Engine engine, Mode mode, SettingsSource source, BooleanSupplier isStopping) {
        this.engine = engine;
        this.mode = mode;
        this.source = source;
        this.isStopping = isStopping;
        this.atStart = engine.settings();
    }

    void run() {
        if (isStopping.getAsBoolean()) {
            return;
        }
        try {
            reload();
        } catch (RuntimeException | Error e) {
            engine.log().publish(new ProcessEvent.ProcessMistake(e));
        }
    }

    private void reload() {
        engine.reportFilters();
        List<Path> logs = atStart.log().files();
        Optional<String> file = atStart.configFile();
        if (logs.isEmpty() && file.isEmpty()) {
            engine.log().publish(new ReloadEvent.NothingToReload());
        }
        logs.forEach(log -> engine.log().publish(new ReloadEvent.LogGoesOn(log.toString())));
        file.ifPresent(this::read);
    }

    private void read(String file) {
        try {
            List<String> mistakes = ConfigFile.read(file).complaints();
            if (mistakes.isEmpty()) {
                use(file, checked());
            }
            refuse(file, mistakes);
        } catch (UsageException e) {
            refuse(file, List.of(String.valueOf(e.getMessage())));
        } catch (IOException e) {
            refuse(file, List.of(FileReason.of(e)));
        }
    }

    /** Logs the first mistakes, and how many more there are. A check of a socket that a stop has just closed is no mistake. */
    private void refuse(String file, List<String> mistakes) {
        if (isStopping.getAsBoolean()) {
            return;
        }
        mistakes.stream()
                .limit(MAX_MISTAKES)
                .forEach(mistake -> engine.log().publish(new ReloadEvent.ReloadRefused(file, mistake)));
        int more = mistakes.size() - MAX_MISTAKES;
        if (more > 0) {
            engine.log().publish(new ReloadEvent.ReloadRefused(file, more + " more: postprox config check " + file));
        }
    }

    /** Reads the settings and checks them by the rules of a start. */
    private Settings checked() throws UsageException, IOException {
        Settings next = source.read();
        mode.check(next);
        return next;
    }

    private void use(String file, Settings next) throws UsageException {
        List<String> changed = names(engine.settings(), next, Option.Reload.LIVE);
        List<String> waiting = names(atStart, next, Option.Reload.RESTART);
        FilterChanges filters = engine.use(next);
        engine.log().publish(new ReloadEvent.Reloaded(file, changed, filters));
        if (!waiting.isEmpty()) {
            engine.log().publish(new ReloadEvent.RestartNeeded(file, waiting));
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
