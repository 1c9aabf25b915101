package postprox.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import postprox.log.SyslogWriter;
import postprox.posix.PathText;
import postprox.posix.UnixDatagramSocket;

/**
 * A value that names the log's targets: {@code stderr}, {@code syslog}, {@code syslog:/PATH}, or a file as {@code /PATH} or
 * {@code file:/PATH}. For a log in JSON it is {@code json:stderr} or {@code json:/PATH}. Several targets have commas between
 * them, with or without blanks, so a path has no comma.
 */
record LogPlace() implements Type<LogTarget> {
    static final String STDERR = "stderr";
    static final String SYSLOG = "syslog";
    private static final String FILE = "file";
    private static final String JSON = "json:";
    private static final String COMMA = "; a comma begins another target, so a path here has no comma";

    /** The native client (log.c) and the launcher divide the text by the same rule. */
    @Override
    public LogTarget parse(String text) {
        if (text.indexOf(',') < 0) {
            return parseOne(text.strip(), "");
        }
        List<LogTarget> targets = new ArrayList<>();
        for (String target : text.split(",", -1)) {
            targets.add(parseOne(target.strip(), COMMA));
        }
        return new LogTarget.Several(targets);
    }

    private static LogTarget parseOne(String text, String hint) {
        if (text.equals(STDERR)) {
            return new LogTarget.StandardError();
        }
        if (text.equals(SYSLOG)) {
            return new LogTarget.Syslog(SyslogWriter.DEFAULT_SOCKET);
        }
        if (text.startsWith(SYSLOG + ":/")) {
            return syslogAt(text.substring(SYSLOG.length() + 1));
        }
        if (text.equals(JSON + STDERR)) {
            return new LogTarget.JsonStandardError();
        }
        if (text.startsWith(JSON + "/")) {
            return new LogTarget.JsonFile(path(text.substring(JSON.length())));
        }
        if (text.startsWith("/") || text.startsWith(FILE + ":/")) {
            return new LogTarget.File(path(text.substring(text.indexOf('/'))));
        }
        throw new IllegalArgumentException(
                "'" + text + "' is none of stderr, syslog, syslog:/PATH, /PATH, json:stderr, json:/PATH" + hint);
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
