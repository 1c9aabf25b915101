package postprox.config;

/** Where the settings of a proxy come from. */
@FunctionalInterface
public interface SettingsSource {
    /**
     * Reads them, each time anew.
     *
     * @throws UsageException where something is wrong with them
     */
    Settings read() throws UsageException;
}
