package postprox.config;

import java.nio.file.Files;
import java.util.Optional;
import postprox.log.LogSink;
import postprox.log.QueuedSink;
import postprox.log.SyslogWriter;
import postprox.posix.PathText;
import postprox.text.WireText;

/** Where the log goes. */
public sealed interface LogTarget {
    /** Standard error, for a terminal or a supervisor that keeps it. */
    record StandardError() implements LogTarget {}

    /** The syslog daemon that listens at a path. */
    record Syslog(String path) implements LogTarget {}

    /** What speaks against this target now, if anything does. */
    default Optional<String> check() {
        return switch (this) {
            case StandardError() -> Optional.empty();
            case Syslog(String path) ->
                Files.exists(PathText.path(path))
                        ? Optional.empty()
                        : Optional.of("no syslog daemon at " + path + ": nothing will be logged until there is one");
        };
    }

    /** Opens the log. */
    default LogSink open() {
        return switch (this) {
            case StandardError() ->
                new QueuedSink((_, line) -> System.err.writeBytes(WireText.bytes("postprox: " + line + "\n")));
            case Syslog(String path) -> new QueuedSink(new SyslogWriter(path));
        };
    }
}
