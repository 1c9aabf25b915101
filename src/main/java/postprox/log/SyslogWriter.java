package postprox.log;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Optional;
import postprox.posix.UnixDatagramSocket;

/**
 * Writes lines to the local syslog daemon in the form of RFC 3164, with facility mail. If the daemon was restarted, the next
 * line connects again. For one thread.
 */
public final class SyslogWriter implements QueuedSink.Writer {
    /** The socket at which syslog daemons listen (_PATH_LOG of syslog.h, for syslog(3)). */
    public static final String DEFAULT_SOCKET = "/dev/log";

    private static final int FACILITY_MAIL = 2;

    private static final String[] MONTHS = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    };

    private final String path;
    private Optional<UnixDatagramSocket> socket = Optional.empty();

    /** Makes a writer to the daemon's socket at this path. It connects with the first line. */
    public SyslogWriter(String path) {
        this.path = path;
    }

    @Override
    public void write(Severity severity, String line) throws IOException {
        byte[] message = format(severity, line, LocalDateTime.now(ZoneId.systemDefault()))
                .getBytes(StandardCharsets.ISO_8859_1);
        try {
            connected().send(message);
        } catch (IOException e) {
            disconnect();
            connected().send(message);
        }
    }

    String format(Severity severity, String line, LocalDateTime time) {
        String day = (time.getDayOfMonth() < 10 ? " " : "") + time.getDayOfMonth();
        return "<" + (FACILITY_MAIL * 8 + severity.number()) + ">" + MONTHS[time.getMonthValue() - 1] + " " + day + " "
                + two(time.getHour()) + ":" + two(time.getMinute()) + ":" + two(time.getSecond()) + " postprox["
                + ProcessHandle.current().pid() + "]: " + line;
    }

    private static String two(int number) {
        return (number < 10 ? "0" : "") + number;
    }

    private UnixDatagramSocket connected() throws IOException {
        if (socket.isEmpty()) {
            socket = Optional.of(UnixDatagramSocket.connect(path));
        }
        return socket.get();
    }

    private void disconnect() {
        socket.ifPresent(UnixDatagramSocket::close);
        socket = Optional.empty();
    }
}
