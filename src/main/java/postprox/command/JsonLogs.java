package postprox.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import postprox.config.CommandLine;
import postprox.config.ConfigFile;
import postprox.config.Configuration;
import postprox.config.LogTarget;
import postprox.config.ServiceOptions;
import postprox.config.UsageException;
import postprox.journal.Following;
import postprox.journal.Journal;
import postprox.posix.FileReason;
import postprox.posix.PathText;

/** Finds the log in JSON that a command is to read. */
final class JsonLogs {
    /** The configuration of the service that comes with the package. */
    static final String DEFAULT_CONFIG = "/etc/postprox/postprox.conf";

    private JsonLogs() {}

    /** The configuration of the file of --config, or of the package's file if there is one. */
    static Configuration configuration(CommandLine line) throws UsageException, IOException {
        return line.has(ServiceOptions.CONFIG_FILE) || !Files.isReadable(Path.of(DEFAULT_CONFIG))
                ? line.configuration()
                : line.configuration(ConfigFile.read(DEFAULT_CONFIG));
    }

    /**
     * The file of a log in JSON.
     *
     * @param operand the file that the user names, if any
     * @throws UsageException if there is none; its message says what to do
     */
    static Path file(Configuration configuration, Optional<String> operand) throws UsageException {
        if (operand.isPresent()) {
            try {
                return PathText.path(operand.get());
            } catch (InvalidPathException e) {
                throw new UsageException("the path '" + operand.get() + "' cannot be used in this locale");
            }
        }
        return find(configuration)
                .orElseThrow(
                        () -> new UsageException("there is no log in JSON to read: name its file, or --config FILE; in"
                                + " that file it is, for example, log = syslog,json:/var/log/postprox/postprox.json"));
    }

    /** The file of the log in JSON that a configuration names. */
    static Optional<Path> find(Configuration configuration) {
        return jsonFiles(configuration.get(ServiceOptions.LOG)).stream().findFirst();
    }

    private static List<Path> jsonFiles(LogTarget target) {
        return switch (target) {
            case LogTarget.JsonFile(Path path) -> List.of(path);
            case LogTarget.Several(List<LogTarget> targets) ->
                targets.stream().flatMap(one -> jsonFiles(one).stream()).toList();
            case LogTarget.StandardError _, LogTarget.Syslog _, LogTarget.File _, LogTarget.JsonStandardError _ ->
                List.of();
        };
    }

    /** Opens a log, and says which if that fails. */
    static Journal open(Path file, Optional<Instant> since) throws IOException {
        try {
            return Journal.open(file, since);
        } catch (NoSuchFileException e) {
            throw unreadable(file, e);
        }
    }

    /** Follows a log from now on, and says which if that fails. */
    static Following follow(Path file) throws IOException {
        try {
            return Following.of(file);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** The part of a log that stands before what is followed. */
    static Journal before(Path file, Following following, Optional<Instant> since) throws IOException {
        try {
            return following.before(since);
        } catch (NoSuchFileException e) {
            throw unreadable(file, e);
        }
    }

    private static IOException unreadable(Path file, IOException reason) {
        return new IOException("cannot read the log " + file + ": " + FileReason.of(reason), reason);
    }
}
