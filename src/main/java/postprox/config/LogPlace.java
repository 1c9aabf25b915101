package postprox.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import postprox.log.SyslogWriter;
import postprox.posix.PathText;
import postprox.posix.UnixDatagramSocket;

/** Where the log goes: {@code stderr}, {@code syslog}, {@code syslog:/PATH}, or a file, as {@code /PATH} or {@code file:/PATH}. */
record LogPlace() implements Type<LogTarget> {
    static final String STDERR = "stderr";
    static final String SYSLOG = "syslog";
    private static final String FILE = "file";

    @Override
    public LogTarget parse(String text) {
        if (text.equals(STDERR)) {
            return new LogTarget.StandardError();
        }
        if (text.equals(SYSLOG)) {
            return new LogTarget.Syslog(SyslogWriter.DEFAULT_SOCKET);
        }
        if (text.startsWith(SYSLOG + ":/")) {
            return syslogAt(text.substring(SYSLOG.length() + 1));
        }
        if (text.startsWith("/") || text.startsWith(FILE + ":/")) {
            return new LogTarget.File(path(text.substring(text.indexOf('/'))));
        }
        throw new IllegalArgumentException("'" + text + "' is none of stderr, syslog, syslog:/PATH, /PATH");
    }

    private static Path path(String text) {
        try {
            return PathText.path(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("the path '" + text + "' cannot be used in this locale", e);
        }
    }

    private static LogTarget syslogAt(String path) {
        var _ = path(path);
        if (path.length() > UnixDatagramSocket.LONGEST_PATH) {
            throw new IllegalArgumentException("the path of a socket has at most " + UnixDatagramSocket.LONGEST_PATH
                    + " bytes, and this one has " + path.length() + ": " + path);
        }
        return new LogTarget.Syslog(path);
    }
}
