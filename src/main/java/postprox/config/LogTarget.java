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

/** A target of the log. */
public sealed interface LogTarget {
    /** Standard error, for a terminal or a supervisor that keeps it. */
    record StandardError() implements LogTarget {}

    /** The syslog daemon that listens at a socket. */
    record Syslog(String path) implements LogTarget {}

    /** A file, to which lines are appended. */
    record File(Path path) implements LogTarget {}

    /** Standard error, in JSON. */
    record JsonStandardError() implements LogTarget {}

    /** A file, to which lines in JSON are appended. */
    record JsonFile(Path path) implements LogTarget {}

    /** Several targets, each of which gets all events. */
    record Several(List<LogTarget> targets) implements LogTarget {
        public Several {
            targets = List.copyOf(targets);
        }
    }

    /** The single targets. */
    private Stream<LogTarget> each() {
        return this instanceof Several(List<LogTarget> targets) ? targets.stream() : Stream.of(this);
    }

    /** Whether a target is standard error. A process in the background has no reader of its standard error. */
    default boolean usesStandardError() {
        return each().anyMatch(target -> target instanceof StandardError || target instanceof JsonStandardError);
    }

    /** The files among the targets. */
    default List<Path> files() {
        return each().flatMap(target -> switch (target) {
                    case File(Path path) -> Stream.of(path);
                    case JsonFile(Path path) -> Stream.of(path);
                    default -> Stream.empty();
                })
                .toList();
    }

    /** A warning for the administrator, if the target does not work now. */
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
     * @param verbosity the number of {@code -v} options
     * @throws IOException if one of the files cannot be written
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
