package postprox.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
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
import postprox.posix.PathText;
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
     * @param isService whether postprox listens itself, so that Postfix needs no command
     * @throws UsageException if the filter or the file is wrong
     */
    static ProxyCommand of(CommandLine line, boolean isService) throws IOException, UsageException {
        if (!line.operands().isEmpty()) {
            if (isService) {
                throw new UsageException(
                        "setup --service takes no filter: the service has that of its configuration file");
            }
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
        return ofFile(file, isService);
    }

    private static ProxyCommand ofFilter(String filter) throws UsageException {
        Path path = absolute(filter);
        if (!Files.isRegularFile(path)) {
            throw new UsageException("setup: there is no file " + path + ". To begin with one: postprox new");
        }
        if (!Files.isExecutable(path)) {
            throw new UsageException("setup: " + path + " is not executable: chmod +x " + path);
        }
        String bytes = writable(path);
        String word = bytes.chars().allMatch(ProxyCommand::isPlain) ? bytes : "'" + bytes.replace("'", "'\\''") + "'";
        return new ProxyCommand(
                new Request.Proxy(
                        List.of(program(), "-v", "--on-failure=tempfail", "-c", word),
                        bytes,
                        "senders are told to try again later"),
                List.of());
    }

    private static ProxyCommand ofFile(String name, boolean isService) throws UsageException {
        String file = writable(absolute(name));
        ConfigFile read = ConfigFile.read(file);
        Configuration configuration = read.configuration();
        List<String> objections = new ArrayList<>(read.complaints());
        objections.addAll(Settings.objections(configuration));
        for (var option : List.of(ServiceOptions.NEXT_HOP, ServiceOptions.LISTEN)) {
            if (!isService && configuration.isGiven(option)) {
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
                        isService ? List.of() : List.of(program(), "--config", file),
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

    private static Path absolute(String name) throws UsageException {
        try {
            return PathText.path(name).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new UsageException("setup: the path '" + name + "' cannot be used in this locale");
        }
    }

    /** The bytes of a path that is written into master.cf, where braces hold words together, and a line end ends the entry. */
    private static String writable(Path path) throws UsageException {
        String bytes = PathText.of(path);
        if (bytes.chars().anyMatch(character -> character < ' ' || character == '{' || character == '}')) {
            throw new UsageException("setup: master.cf cannot hold the path '" + bytes
                    + "', which has a brace or a control character: rename it");
        }
        return bytes;
    }

    private static boolean isPlain(int character) {
        return Character.isLetterOrDigit(character) && character < 128 || "/._-+@:,".indexOf(character) >= 0;
    }

    private static String program() {
        Path checkout = Path.of(System.getProperty("postprox.home", "/"), "postprox");
        return (Files.isExecutable(checkout) ? checkout : INSTALLED).toString();
    }
}
