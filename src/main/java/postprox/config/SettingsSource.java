package postprox.config;

/** The source of a proxy's settings: its command line, with the configuration file that the command line names. */
@FunctionalInterface
public interface SettingsSource {
    /**
     * Reads the settings. Each call reads the configuration file again.
     *
     * @throws UsageException if a setting is wrong
     */
    Settings read() throws UsageException;
}
