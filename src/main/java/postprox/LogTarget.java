package postprox;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.util.Optional;
import postprox.log.LogSink;
import postprox.log.QueuedSink;
import postprox.log.SyslogWriter;
import postprox.posix.PathText;
import postprox.posix.UnixDatagramSocket;
import postprox.text.WireText;

/** Where the log goes. */
sealed interface LogTarget {
    /** Standard error, for a terminal or a supervisor that keeps it. */
    record StandardError() implements LogTarget {}

    /** The syslog daemon that listens at a path. */
    record Syslog(String path) implements LogTarget {}

    /** Reads {@code stderr}, {@code syslog} or {@code syslog:PATH}. */
    static LogTarget parse(String text) throws UsageException {
        if (text.equals("stderr")) {
            return new StandardError();
        }
        if (text.equals("syslog")) {
            return new Syslog(SyslogWriter.DEFAULT_SOCKET);
        }
        if (text.startsWith("syslog:/")) {
            String path = text.substring("syslog:".length());
            try {
                PathText.path(path);
            } catch (InvalidPathException e) {
                throw new UsageException("--log: the path '" + path + "' cannot be used in this locale");
            }
            if (path.length() > UnixDatagramSocket.LONGEST_PATH) {
                throw new UsageException("--log: the path of a socket has at most " + UnixDatagramSocket.LONGEST_PATH
                        + " bytes, and this one has " + path.length() + ": " + path);
            }
            return new Syslog(path);
        }
        throw new UsageException("--log: '" + text + "' is none of stderr, syslog, syslog:/PATH");
    }

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
