package postprox.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    record StandardError() implements LogTarget {
        @Override
        public boolean usesStandardError() {
            return true;
        }

        @Override
        public EventLog open(int verbosity) {
            return MailLog.to((_, line) -> print("postprox: " + line), verbosity);
        }
    }

    /** The syslog daemon that listens at a socket. */
    record Syslog(String path) implements LogTarget {
        @Override
        public Optional<String> check() {
            return Files.exists(PathText.path(path))
                    ? Optional.empty()
                    : Optional.of("no syslog daemon at " + path + ": nothing is logged there until there is one");
        }

        @Override
        public EventLog open(int verbosity) {
            return MailLog.to(new SyslogWriter(path), verbosity);
        }
    }

    /** A file, to which lines are appended. */
    record File(Path path) implements LogTarget {
        @Override
        public List<Path> files() {
            return List.of(path);
        }

        @Override
        public EventLog open(int verbosity) throws IOException {
            return MailLog.to(LogFile.open(path), verbosity);
        }
    }

    /** Standard error, in JSON. */
    record JsonStandardError() implements LogTarget {
        @Override
        public boolean usesStandardError() {
            return true;
        }

        @Override
        public EventLog open(int verbosity) {
            return JsonLog.to((_, line) -> print(line), verbosity);
        }
    }

    /** A file, to which lines in JSON are appended. */
    record JsonFile(Path path) implements LogTarget {
        @Override
        public List<Path> files() {
            return List.of(path);
        }

        @Override
        public EventLog open(int verbosity) throws IOException {
            return JsonLog.to(LogFile.openWithoutTime(path), verbosity);
        }
    }

    /** Several targets, each of which gets all events. */
    record Several(List<LogTarget> targets) implements LogTarget {
        public Several {
            targets = List.copyOf(targets);
        }

        @Override
        public boolean usesStandardError() {
            return targets.stream().anyMatch(LogTarget::usesStandardError);
        }

        @Override
        public List<Path> files() {
            return targets.stream().flatMap(target -> target.files().stream()).toList();
        }

        @Override
        public Optional<String> check() {
            return targets.stream().flatMap(target -> target.check().stream()).findFirst();
        }

        @Override
        public EventLog open(int verbosity) throws IOException {
            List<EventLog> logs = new ArrayList<>();
            for (LogTarget target : targets) {
                logs.add(target.open(verbosity));
            }
            return new AllLogs(logs);
        }
    }

    /** Whether a target is standard error. A process in the background has no reader of its standard error. */
    default boolean usesStandardError() {
        return false;
    }

    /** The files among the targets. */
    default List<Path> files() {
        return List.of();
    }

    /** A warning for the administrator, if the target does not work now. */
    default Optional<String> check() {
        return Optional.empty();
    }

    /**
     * Opens the log.
     *
     * @param verbosity the number of {@code -v} options
     * @throws IOException if one of the files cannot be written
     */
    EventLog open(int verbosity) throws IOException;

    private static void print(String line) {
        System.err.writeBytes(WireText.bytes(line + "\n"));
    }
}
