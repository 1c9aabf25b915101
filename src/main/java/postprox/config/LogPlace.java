package postprox.config;

import java.nio.file.InvalidPathException;
import postprox.log.SyslogWriter;
import postprox.posix.PathText;
import postprox.posix.UnixDatagramSocket;

/** Where the log goes: {@code stderr}, {@code syslog} or {@code syslog:/PATH}. */
record LogPlace() implements Type<LogTarget> {
    static final String STDERR = "stderr";
    static final String SYSLOG = "syslog";

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
        throw new IllegalArgumentException("'" + text + "' is none of stderr, syslog, syslog:/PATH");
    }

    private static LogTarget syslogAt(String path) {
        try {
            var _ = PathText.path(path);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("the path '" + path + "' cannot be used in this locale", e);
        }
        if (path.length() > UnixDatagramSocket.LONGEST_PATH) {
            throw new IllegalArgumentException("the path of a socket has at most " + UnixDatagramSocket.LONGEST_PATH
                    + " bytes, and this one has " + path.length() + ": " + path);
        }
        return new LogTarget.Syslog(path);
    }
}
