package postprox.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import postprox.log.AllLogs;
import postprox.log.EventLog;
import postprox.log.JsonLog;
import postprox.log.LogFile;
import postprox.log.MailLog;
import postprox.log.SyslogWriter;
import postprox.posix.PathText;
import postprox.text.WireText;

/** Where the log goes. */
public sealed interface LogTarget {
    /** Standard error, for a terminal or a supervisor that keeps it. */
    record StandardError() implements LogTarget {}

    /** The syslog daemon that listens at a path. */
    record Syslog(String path) implements LogTarget {}

    /** The end of a file. */
    record File(Path path) implements LogTarget {}

    /** Standard error, in JSON. */
    record JsonStandardError() implements LogTarget {}

    /** The end of a file, in JSON. */
    record JsonFile(Path path) implements LogTarget {}

    /** Several targets, each of which gets all there is. */
    record Several(List<LogTarget> targets) implements LogTarget {
        public Several {
            targets = List.copyOf(targets);
        }
    }

    /** Each of several targets, or this one. */
    private Stream<LogTarget> each() {
        return this instanceof Several(List<LogTarget> targets) ? targets.stream() : Stream.of(this);
    }

    /** Whether any of it goes to standard error, which nobody reads in the background. */
    default boolean usesStandardError() {
        return each().anyMatch(target -> target instanceof StandardError || target instanceof JsonStandardError);
    }

    /** The files that it goes to. */
    default List<Path> files() {
        return each().flatMap(target -> switch (target) {
                    case File(Path path) -> Stream.of(path);
                    case JsonFile(Path path) -> Stream.of(path);
                    default -> Stream.empty();
                })
                .toList();
    }

    /** What speaks against this target now, if anything does. */
    default Optional<String> check() {
        return switch (this) {
            case StandardError(), JsonStandardError(), File _, JsonFile _ -> Optional.empty();
            case Syslog(String path) ->
                Files.exists(PathText.path(path))
                        ? Optional.empty()
                        : Optional.of("no syslog daemon at " + path + ": nothing will be logged until there is one");
            case Several(List<LogTarget> targets) ->
                targets.stream().flatMap(target -> target.check().stream()).findFirst();
        };
    }

    /**
     * Opens the log.
     *
     * @param verbosity how often {@code -v} was given
     * @throws IOException where one of its files cannot be written
     */
    default EventLog open(int verbosity) throws IOException {
        return switch (this) {
            case StandardError() ->
                MailLog.to((_, line) -> System.err.writeBytes(WireText.bytes("postprox: " + line + "\n")), verbosity);
            case Syslog(String path) -> MailLog.to(new SyslogWriter(path), verbosity);
            case File(Path path) -> MailLog.to(LogFile.open(path), verbosity);
            case JsonStandardError() ->
                JsonLog.to((_, line) -> System.err.writeBytes(WireText.bytes(line + "\n")), verbosity);
            case JsonFile(Path path) -> JsonLog.to(LogFile.openWithoutTime(path), verbosity);
            case Several(List<LogTarget> targets) -> {
                List<EventLog> logs = new ArrayList<>();
                for (LogTarget target : targets) {
                    logs.add(target.open(verbosity));
                }
                yield new AllLogs(logs);
            }
        };
    }
}
