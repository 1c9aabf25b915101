package postprox.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postprox.config.CommandLine;
import postprox.config.ConfigFile;
import postprox.config.Configuration;
import postprox.config.FilterOptions;
import postprox.config.ServiceOptions;
import postprox.config.Settings;
import postprox.config.UsageException;
import postprox.setup.Request;

/**
 * The command of the proxy that Postfix is to start.
 *
 * @param proxy its words, and what they mean
 * @param logs  the files that it logs to
 */
record ProxyCommand(Request.Proxy proxy, List<Path> logs) {
    private static final String DEFAULT_FILE = "/etc/postprox/postprox.conf";

    /** The program of an installed package, whose directory has no launcher of this name. */
    private static final Path INSTALLED = Path.of("/usr/sbin/postprox");

    /**
     * The command by a filter that the command line names, or else by its configuration file, or else by the default one.
     *
     * @throws UsageException if the filter or the file is wrong
     */
    static ProxyCommand of(CommandLine line) throws IOException, UsageException {
        if (!line.operands().isEmpty()) {
            if (line.has(ServiceOptions.CONFIG_FILE)) {
                throw new UsageException("setup takes a filter or --config FILE, not both");
            }
            return ofFilter(line.operands().getFirst());
        }
        List<String> files = line.texts(ServiceOptions.CONFIG_FILE);
        String file = files.isEmpty() ? DEFAULT_FILE : files.getLast();
        if (files.isEmpty() && !Files.exists(Path.of(file))) {
            throw new UsageException("setup needs a filter: postprox setup /PATH/OF/FILTER, or --config FILE");
        }
        return ofFile(file);
    }

    private static ProxyCommand ofFilter(String filter) throws UsageException {
        Path path = Path.of(filter).toAbsolutePath().normalize();
        if (!Files.isRegularFile(path)) {
            throw new UsageException("setup: there is no file " + path + ". To begin with one: postprox new");
        }
        if (!Files.isExecutable(path)) {
            throw new UsageException("setup: " + path + " is not executable: chmod +x " + path);
        }
        String word = path.toString().chars().allMatch(ProxyCommand::isPlain)
                ? path.toString()
                : "'" + path.toString().replace("'", "'\\''") + "'";
        return new ProxyCommand(
                new Request.Proxy(
                        List.of(program(), "-v", "--on-failure=tempfail", "-c", word),
                        path.toString(),
                        "senders are told to try again later"),
                List.of());
    }

    private static ProxyCommand ofFile(String name) throws UsageException {
        Path file = Path.of(name).toAbsolutePath().normalize();
        ConfigFile read = ConfigFile.read(file.toString());
        Configuration configuration = read.configuration();
        List<String> objections = new ArrayList<>(Settings.objections(configuration));
        for (var option : List.of(ServiceOptions.NEXT_HOP, ServiceOptions.LISTEN)) {
            if (configuration.isGiven(option)) {
                objections.add(
                        file + " sets " + option.name() + ", which setup writes into master.cf: remove that line");
            }
        }
        if (!configuration.isGiven(FilterOptions.COMMAND) && !configuration.isGiven(FilterOptions.FILTER)) {
            objections.add(
                    file + " has no filter: it needs a line command = /PATH/OF/FILTER, or a section [filter NAME]");
        }
        if (!objections.isEmpty()) {
            throw new UsageException("setup: " + String.join("\npostprox: ", objections));
        }
        Optional<String> command = configuration.find(FilterOptions.COMMAND);
        return new ProxyCommand(
                new Request.Proxy(
                        List.of(program(), "--config", file.toString()),
                        command.map(text -> text + " (" + file + ")").orElse("the filters of " + file),
                        onFailure(configuration, command.isPresent())),
                configuration.get(ServiceOptions.LOG).files());
    }

    private static String onFailure(Configuration configuration, boolean hasCommand) {
        if (!hasCommand) {
            return "as each filter's on-failure says; senders are told to try again later where it says nothing";
        }
        return switch (configuration.get(FilterOptions.ON_FAILURE)) {
            case TEMPFAIL -> "senders are told to try again later";
            case PASS -> "mail passes UNFILTERED: on-failure = tempfail changes that";
        };
    }

    private static boolean isPlain(int character) {
        return Character.isLetterOrDigit(character) && character < 128 || "/._-+@:,".indexOf(character) >= 0;
    }

    private static String program() {
        Path checkout = Path.of(System.getProperty("postprox.home", "/"), "postprox");
        return (Files.isExecutable(checkout) ? checkout : INSTALLED).toString();
    }
}
