package postprox.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import postprox.log.SyslogWriter;
import postprox.posix.PathText;
import postprox.posix.UnixDatagramSocket;

/**
 * Where the log goes: {@code stderr}, {@code syslog}, {@code syslog:/PATH}, or a file, as {@code /PATH} or {@code file:/PATH}; in JSON
 * {@code json:stderr} or {@code json:/PATH}; or several of these with commas between them.
 */
record LogPlace() implements Type<LogTarget> {
    static final String STDERR = "stderr";
    static final String SYSLOG = "syslog";
    private static final String FILE = "file";
    private static final String JSON = "json:";

    /** With what a target begins: a comma before one of these ends the target before it. Also in log.c and the launcher. */
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
