package postprox.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import postprox.posix.OwnProcess;
import postprox.posix.UnixDatagramSocket;

/**
 * The service manager that supervises this process, if it wants to be told how it goes (sd_notify(3)): one datagram to the socket that the
 * environment names, with a line for each word. Thread-safe. Sending waits while the manager does not read, for the manager's part no longer
 * than it needs for other services.
 */
final class ServiceManager {
    private static final String SOCKET = "NOTIFY_SOCKET=";
    private static final String WATCHDOG = "WATCHDOG_USEC=";
    private static final String WATCHED_PROCESS = "WATCHDOG_PID=";

    /** The process that systemd has started, since version 248. */
    private static final String STARTED_PROCESS = "SYSTEMD_EXEC_PID=";

    private static final int BEATS = 2;

    private final List<String> environment;
    private final Optional<String> socket;

    private ServiceManager(List<String> environment) {
        this.environment = List.copyOf(environment);
        this.socket = value(SOCKET);
    }

    /** The manager of this process, which may have none. */
    static ServiceManager ofThisProcess() throws IOException {
        return new ServiceManager(OwnProcess.environment());
    }

    private Optional<String> value(String name) {
        for (String variable : environment) {
            if (variable.startsWith(name)) {
                return Optional.of(variable.substring(name.length()));
            }
        }
        return Optional.empty();
    }

    /**
     * Whether the manager would take the end of this process for the end of the service, whatever other process serves: it has started this
     * process, and does not let it say which process serves now.
     */
    boolean isBoundToThisProcess() {
        return socket.isEmpty()
                && value(STARTED_PROCESS)
                        .filter(Long.toString(ProcessHandle.current().pid())::equals)
                        .isPresent();
    }

    /**
     * How often the manager is to hear that this process is alive; empty if it does not ask for that.
     *
     * @param isSuccessor whether the manager has started another process, whose place this one has
     */
    Optional<Duration> pulse(boolean isSuccessor) {
        Optional<String> watched = value(WATCHED_PROCESS);
        boolean isMeant = isSuccessor
                || watched.isEmpty()
                || watched.get().equals(Long.toString(ProcessHandle.current().pid()));
        try {
            return socket.isPresent() && isMeant
                    ? value(WATCHDOG)
                            .map(Long::parseLong)
                            .filter(micros -> micros > 0)
                            .map(micros -> Duration.ofNanos(micros * 1000 / BEATS))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Says that this process serves. */
    void ready(String status) {
        tell("READY=1\nSTATUS=" + status);
    }

    /** Says that this process is alive. */
    void alive() {
        tell("WATCHDOG=1");
    }

    /** Says that this process ends, which takes some time at most. */
    void stopping(Duration time) {
        tell("STOPPING=1\nSTATUS=Finishing the messages in hand\nEXTEND_TIMEOUT_USEC=" + time.toNanos() / 1000);
    }

    /**
     * Says that another process is the one to supervise from now on.
     *
     * @throws IOException if that cannot be said: the manager would take the end of this process for the end of the service
     */
    void succeededBy(long pid, String status) throws IOException {
        if (socket.isPresent()) {
            try {
                send(socket.get(), "MAINPID=" + pid + "\nSTATUS=" + status);
            } catch (IOException e) {
                throw new IOException("the service manager at NOTIFY_SOCKET cannot be told: " + e.getMessage(), e);
            }
        }
    }

    private void tell(String words) {
        try {
            if (socket.isPresent()) {
                send(socket.get(), words);
            }
        } catch (IOException e) {
            // A manager that does not listen supervises all the same.
        }
    }

    private static void send(String socket, String words) throws IOException {
        try (UnixDatagramSocket to = UnixDatagramSocket.connect(socket)) {
            to.send(words.getBytes(StandardCharsets.UTF_8));
        }
    }
}
