package postprox.setup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import postprox.time.Deadline;

/**
 * The processes of smtpd(8) that have read Postfix's configuration before a reload. Each ends when its client has gone. One that has
 * no client ends at once, but {@code postfix reload} does not wait for that: on a busy machine such a process takes one more client and
 * goes by the old configuration. This looks at proc(5).
 */
final class OldProcesses {
    private static final String DAEMON = "smtpd";
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final List<ProcessHandle> processes;
    private final Set<Integer> ports;

    private OldProcesses(List<ProcessHandle> processes, Set<Integer> ports) {
        this.processes = processes;
        this.ports = ports;
    }

    /**
     * Those that run now.
     *
     * @param queueDirectory the instance's, where master(8) writes its number
     * @param ports          the ports at which clients come
     */
    static OldProcesses of(Path queueDirectory, Set<Integer> ports) throws IOException {
        return new OldProcesses(
                master(queueDirectory)
                        .map(ProcessHandle::children)
                        .orElseGet(Stream::empty)
                        .filter(OldProcesses::isServer)
                        .toList(),
                ports);
    }

    private static Optional<ProcessHandle> master(Path queueDirectory) throws IOException {
        try {
            String number = Files.readString(queueDirectory.resolve("pid/master.pid"), StandardCharsets.ISO_8859_1);
            return ProcessHandle.of(Long.parseLong(number.strip()));
        } catch (NoSuchFileException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static boolean isServer(ProcessHandle process) {
        return process.info()
                .command()
                .filter(path -> path.endsWith("/" + DAEMON))
                .isPresent();
    }

    /**
     * Waits until all of them have ended but those that have a client.
     *
     * @return whether it is so; false if the time is over
     */
    boolean awaitIdleOnesEnd(Duration patience) throws IOException, InterruptedException {
        Deadline deadline = Deadline.after(System::nanoTime, patience);
        while (hasIdleOne()) {
            if (deadline.isOver()) {
                return false;
            }
            Thread.sleep(PAUSE);
        }
        return true;
    }

    private boolean hasIdleOne() throws IOException {
        List<ProcessHandle> alive =
                processes.stream().filter(ProcessHandle::isAlive).toList();
        if (alive.isEmpty()) {
            return false;
        }
        Set<String> clients = Connections.socketsAt(ports);
        for (ProcessHandle process : alive) {
            if (!hasOneOf(clients, process.pid())) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasOneOf(Set<String> sockets, long process) throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc", Long.toString(process), "fd"))) {
            for (Path descriptor : descriptors.toList()) {
                if (sockets.contains(Files.readSymbolicLink(descriptor).toString())) {
                    return true;
                }
            }
            return false;
        } catch (NoSuchFileException | UncheckedIOException e) {
            // The process has just ended, or has just closed what was looked at: the next look tells.
            return false;
        }
    }
}
