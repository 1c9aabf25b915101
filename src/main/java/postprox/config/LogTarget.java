package postprox.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import postprox.log.LogFile;
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

    /** The end of a file. */
    record File(Path path) implements LogTarget {}

    /** What speaks against this target now, if anything does. */
    default Optional<String> check() {
        return switch (this) {
            case StandardError(), File(Path _) -> Optional.empty();
            case Syslog(String path) ->
                Files.exists(PathText.path(path))
                        ? Optional.empty()
                        : Optional.of("no syslog daemon at " + path + ": nothing will be logged until there is one");
        };
    }

    /**
     * Opens the log.
     *
     * @throws IOException where its file cannot be written
     */
    default LogSink open() throws IOException {
        return switch (this) {
            case StandardError() ->
                new QueuedSink((_, line) -> System.err.writeBytes(WireText.bytes("postprox: " + line + "\n")));
            case Syslog(String path) -> new QueuedSink(new SyslogWriter(path));
            case File(Path path) -> new QueuedSink(LogFile.open(path));
        };
    }
}
