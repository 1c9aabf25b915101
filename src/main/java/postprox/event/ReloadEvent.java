package postprox.event;

import java.util.List;

/** An event of SIGHUP, at which the log goes on in a new file and the configuration is read again. */
public sealed interface ReloadEvent extends ProcessEvent {
    /** The process got SIGHUP after its log file was renamed. From this event on, the log is in a new file. */
    record LogGoesOn(String file) implements ReloadEvent {}

    /**
     * The process got SIGHUP and has read its configuration file again.
     *
     * @param options the options that have a new value from now on
     * @param filters what has become of the filters besides that of the manual
     */
    record Reloaded(String file, List<String> options, FilterChanges filters) implements ReloadEvent {
        public Reloaded {
            options = List.copyOf(options);
        }
    }

    /**
     * The configuration file has new values that take effect only after a restart.
     *
     * @param options the options that have such a value
     */
    record RestartNeeded(String file, List<String> options) implements ReloadEvent {
        public RestartNeeded {
            options = List.copyOf(options);
        }
    }

    /** The process got SIGHUP, but it has neither a configuration file nor a log file. */
    record NothingToReload() implements ReloadEvent {}

    /** The process got SIGHUP and found a mistake in its configuration file. All options keep their values. */
    record ReloadRefused(String file, String reason) implements ReloadEvent {}
}
