package postprox.bench.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** What the kernel says of processes and sockets (proc(5)). */
public final class ProcFs {
    /** USER_HZ, the unit of times in /proc/PID/stat: 100 on all of Debian's architectures, whatever the kernel's own tick. */
    private static final double TICKS_PER_SECOND = 100;

    private static final String LISTEN_STATE = "0A";

    private ProcFs() {}

    /** Resident memory in bytes. */
    public static long resident(long pid) throws MeasurementException {
        return kilobytes(pid, "status", "VmRSS:");
    }

    /** Resident memory in bytes, where a page that n processes share counts as an n-th. */
    public static long proportional(long pid) throws MeasurementException {
        return kilobytes(pid, "smaps_rollup", "Pss:");
    }

    /** The most resident memory there ever was, in bytes. */
    public static long peak(long pid) throws MeasurementException {
        return kilobytes(pid, "status", "VmHWM:");
    }

    /** How many descriptors a process may have that is started now; {@code ./bench} has raised it as far as it goes. */
    public static long descriptorLimit() throws MeasurementException {
        String field = "Max open files";
        return read(Path.of("/proc/self/limits"))
                .lines()
                .filter(line -> line.startsWith(field))
                .map(line -> line.substring(field.length()).strip().split("\\s+")[0])
                .mapToLong(value -> value.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(value))
                .findFirst()
                .orElseThrow(() -> new MeasurementException("/proc/self/limits has no " + field));
    }

    /**
     * Processor time of the process and of its children that have ended and been waited for, in seconds; nothing where it
     * has ended itself.
     */
    public static OptionalDouble processorSeconds(long pid) {
        String stat = readIfThere(Path.of("/proc/" + pid + "/stat"));
        if (stat.isEmpty()) {
            return OptionalDouble.empty();
        }
        // The second field is the program's name in parentheses, which may hold blanks.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        // utime, stime, cutime and cstime are fields 14 to 17; ours begin with the third.
        return OptionalDouble.of(
                Arrays.stream(fields, 11, 15).mapToLong(Long::parseLong).sum() / TICKS_PER_SECOND);
    }

    /** All processes with this in their environment, as they were started with it. */
    static List<ProcessHandle> marked(String variable) {
        String entry = '\0' + variable + '\0';
        return ProcessHandle.allProcesses()
                .filter(process -> environment(process.pid()).contains(entry))
                .toList();
    }

    /** Whether somebody listens on this port. Asking the kernel opens no connection that a server would have to serve. */
    static boolean hasListener(int port) throws MeasurementException {
        String address = String.format(Locale.ROOT, ":%04X", port);
        // Java listens on 127.0.0.1 with a socket of the IPv6 kind.
        return Stream.concat(
                        read(Path.of("/proc/net/tcp")).lines(),
                        read(Path.of("/proc/net/tcp6")).lines())
                .map(line -> line.strip().split("\\s+"))
                .anyMatch(fields -> fields[1].endsWith(address) && fields[3].equals(LISTEN_STATE));
    }

    private static long kilobytes(long pid, String file, String field) throws MeasurementException {
        return read(Path.of("/proc/" + pid + "/" + file))
                .lines()
                .filter(line -> line.startsWith(field))
                .map(line -> line.substring(field.length(), line.length() - " kB".length()))
                .mapToLong(value -> Long.parseLong(value.strip()) * 1024)
                .findFirst()
                .orElseThrow(() -> new MeasurementException("/proc/" + pid + "/" + file + " has no " + field));
    }

    private static String environment(long pid) {
        return '\0' + readIfThere(Path.of("/proc/" + pid + "/environ"));
    }

    /** Empty for a process that has just ended or is somebody else's. */
    private static String readIfThere(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException _) {
            return "";
        }
    }

    private static String read(Path file) throws MeasurementException {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new MeasurementException("cannot read " + file + ": did the process end?", e);
        }
    }
}
