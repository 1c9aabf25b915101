package postprox.posix;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The processes of this machine, as proc(5) shows them. */
public final class ProcessTable {
    private ProcessTable() {}

    /** A row of the table; the state is a letter, Z for a zombie. */
    public record Entry(long pid, String state, long parent, long group, long session) {
        boolean isRunningFor(long leader) {
            return (group == leader || session == leader) && !state.equals("Z");
        }
    }

    /** The processes of a group or session that still run. What was killed may take a moment to end, and is waited for. */
    public static List<Entry> runningFor(long leader) throws Exception {
        for (Entry entry : entries()) {
            Optional<ProcessHandle> process = ProcessHandle.of(entry.pid());
            if (entry.isRunningFor(leader) && process.isPresent()) {
                process.get()
                        .onExit()
                        .completeOnTimeout(process.get(), 2, TimeUnit.SECONDS)
                        .get();
            }
        }
        return entries().stream().filter(entry -> entry.isRunningFor(leader)).toList();
    }

    /** The children of this process that have ended and that nobody has taken the status of. */
    public static List<Entry> ownZombies() throws IOException {
        long own = ProcessHandle.current().pid();
        return entries().stream()
                .filter(entry -> entry.parent() == own && entry.state().equals("Z"))
                .toList();
    }

    private static List<Entry> entries() throws IOException {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(path -> path.getFileName().toString().matches("\\d+"))
                    .flatMap(ProcessTable::read)
                    .toList();
        }
    }

    private static Stream<Entry> read(Path process) {
        String stat;
        try {
            stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return Stream.empty();
        }
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long pid = Long.parseLong(process.getFileName().toString());
        return Stream.of(new Entry(
                pid, fields[0], Long.parseLong(fields[1]), Long.parseLong(fields[2]), Long.parseLong(fields[3])));
    }
}
