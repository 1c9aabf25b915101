package postprox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import postprox.log.AllLogs;
import postprox.log.EventLog;
import postprox.log.FileWriter;
import postprox.log.JsonLog;
import postprox.log.MailLog;
import postprox.log.SyslogWriter;
import postprox.posix.PathText;
import postprox.posix.UnixDatagramSocket;
import postprox.text.WireText;

/** Where the log goes. */
sealed interface LogTarget {
    /** With what each target begins: a comma before one of these ends the target before it. */
    List<String> WORDS = List.of("stderr", "syslog", "json:");

    /** Standard error, for a terminal or a supervisor that keeps it. */
    record StandardError() implements LogTarget {}

    /** The syslog daemon that listens at a path. */
    record Syslog(String path) implements LogTarget {}

    /** The same for programs: JSON on standard error. */
    record JsonStandardError() implements LogTarget {}

    /** JSON in a file. */
    record JsonFile(Path path) implements LogTarget {}

    /** Several targets, each of which gets all there is. */
    record Several(List<LogTarget> targets) implements LogTarget {
        public Several {
            targets = List.copyOf(targets);
        }
    }

    /** Reads one target, or several with commas between them. */
    static LogTarget parse(String text) throws UsageException {
        List<LogTarget> targets = new ArrayList<>();
        int start = 0;
        for (int comma = text.indexOf(','); comma >= 0; comma = text.indexOf(',', comma + 1)) {
            int next = comma + 1;
            if (WORDS.stream().anyMatch(word -> text.startsWith(word, next))) {
                targets.add(parseOne(text.substring(start, comma)));
                start = next;
            }
        }
        LogTarget last = parseOne(text.substring(start));
        if (targets.isEmpty()) {
            return last;
        }
        targets.add(last);
        return new Several(targets);
    }

    /** Reads {@code stderr}, {@code syslog}, {@code syslog:PATH}, {@code json:stderr} or {@code json:PATH}. */
    private static LogTarget parseOne(String text) throws UsageException {
        if (text.equals("stderr")) {
            return new StandardError();
        }
        if (text.equals("syslog")) {
            return new Syslog(SyslogWriter.DEFAULT_SOCKET);
        }
        if (text.equals("json:stderr")) {
            return new JsonStandardError();
        }
        if (text.startsWith("json:/")) {
            return new JsonFile(path(text.substring("json:".length())));
        }
        if (text.startsWith("syslog:/")) {
            String path = text.substring("syslog:".length());
            Path _ = path(path);
            if (path.length() > UnixDatagramSocket.LONGEST_PATH) {
                throw new UsageException("--log: the path of a socket has at most " + UnixDatagramSocket.LONGEST_PATH
                        + " bytes, and this one has " + path.length() + ": " + path);
            }
            return new Syslog(path);
        }
        throw new UsageException(
                "--log: '" + text + "' is none of stderr, syslog, syslog:/PATH, json:stderr, json:/PATH");
    }

    private static Path path(String text) throws UsageException {
        try {
            return PathText.path(text);
        } catch (InvalidPathException e) {
            throw new UsageException("--log: the path '" + text + "' cannot be used in this locale");
        }
    }

    /** Each of several targets, or this one. */
    default Stream<LogTarget> each() {
        return this instanceof Several(List<LogTarget> targets) ? targets.stream() : Stream.of(this);
    }

    /** Whether any of it goes to standard error, which nobody reads in the background. */
    default boolean usesStandardError() {
        return each().anyMatch(target -> target instanceof StandardError || target instanceof JsonStandardError);
    }

    /** The files that it goes to. */
    default Stream<Path> files() {
        return each().flatMap(target -> target instanceof JsonFile(Path path) ? Stream.of(path) : Stream.empty());
    }

    /** What speaks against this target now, if anything does. */
    default Optional<String> check() {
        return switch (this) {
            case StandardError(), JsonStandardError(), JsonFile _ -> Optional.empty();
            case Syslog(String path) ->
                Files.exists(PathText.path(path))
                        ? Optional.empty()
                        : Optional.of("no syslog daemon at " + path + ": nothing will be logged until there is one");
            case Several(List<LogTarget> targets) ->
                targets.stream().flatMap(target -> target.check().stream()).findFirst();
        };
    }

    /**
     * Makes sure that its files can be written.
     *
     * @throws IOException where one cannot be
     */
    default void checkFiles() throws IOException {
        for (Path file : files().toList()) {
            Optional<String> problem = FileWriter.problem(file);
            if (problem.isPresent()) {
                throw new IOException("--log: cannot write to " + file + ": " + problem.get());
            }
        }
    }

    /**
     * Opens the log.
     *
     * @param verbosity how often {@code -v} was given
     */
    default EventLog open(int verbosity) {
        return switch (this) {
            case StandardError() ->
                MailLog.to((_, line) -> System.err.writeBytes(WireText.bytes("postprox: " + line + "\n")), verbosity);
            case Syslog(String path) -> MailLog.to(new SyslogWriter(path), verbosity);
            case JsonStandardError() ->
                JsonLog.to((_, line) -> System.err.writeBytes(WireText.bytes(line + "\n")), verbosity);
            case JsonFile(Path path) -> JsonLog.to(new FileWriter(path), verbosity);
            case Several(List<LogTarget> targets) ->
                new AllLogs(
                        targets.stream().map(target -> target.open(verbosity)).toList());
        };
    }
}
