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
 * them.
 */
record LogPlace() implements Type<LogTarget> {
    static final String STDERR = "stderr";
    static final String SYSLOG = "syslog";
    private static final String FILE = "file";
    private static final String JSON = "json:";

    /**
     * The beginnings of targets. A comma ends a target only if one of these follows, since a path may hold commas. The native
     * client (log.c) and the launcher have the same list.
     */
    private static final List<String> BEGINNINGS = List.of(STDERR, SYSLOG, JSON, FILE + ":", "/");

    @Override
    public LogTarget parse(String text) {
        List<LogTarget> targets = new ArrayList<>();
        int start = 0;
        for (int comma = text.indexOf(','); comma >= 0; comma = text.indexOf(',', comma + 1)) {
            int next = comma + 1;
            if (BEGINNINGS.stream().anyMatch(word -> text.startsWith(word, next))) {
                targets.add(parseOne(text.substring(start, comma)));
                start = next;
            }
        }
        targets.add(parseOne(text.substring(start)));
        return targets.size() == 1 ? targets.getFirst() : new LogTarget.Several(targets);
    }

    private static LogTarget parseOne(String text) {
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
                "'" + text + "' is none of stderr, syslog, syslog:/PATH, /PATH, json:stderr, json:/PATH");
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
