package postprox.filter.program;

import java.util.ArrayList;
import java.util.List;

/**
 * The resource limits of a filter's processes, which the kernel enforces (setrlimit(2)). 0 means that the filter has the same
 * limit as postprox itself.
 *
 * @param memoryBytes the maximum address space of each process of the filter (RLIMIT_AS)
 * @param cpuSeconds  the maximum processor time of each process of the filter (RLIMIT_CPU)
 * @param processes   the maximum number of all processes and threads of the user who runs the filter: the kernel counts by user
 *     (RLIMIT_NPROC)
 * @param fileBytes   the maximum size of a file that the filter writes (RLIMIT_FSIZE)
 */
public record ProcessLimits(long memoryBytes, int cpuSeconds, int processes, long fileBytes) {
    public static final ProcessLimits NONE = new ProcessLimits(0, 0, 0, 0);

    /**
     * prlimit(1) of util-linux, which every Debian has. The units and letters of a shell's own ulimit differ between shells.
     */
    public static final String PRLIMIT = "/usr/bin/prlimit";

    /**
     * The shell's exit status if it cannot start prlimit, or if that cannot set the limits. It must differ from 1, which would
     * refuse the message for good, and from the shell's own 126 and 127, with which the message would pass.
     */
    private static final int NOT_SET = 125;

    /** A shell adds this to the number of the signal that ended a command (sh(1)). */
    private static final int BY_SIGNAL = 128;

    /** The numbers of signal(7). */
    private static final int SIGXCPU = 24;

    private static final int SIGXFSZ = 25;

    /** The processor time between SIGXCPU, which asks a process to end, and SIGKILL, which ends it (setrlimit(2)). */
    private static final int CPU_GRACE_SECONDS = 1;

    /** The limits of a process that examines many messages: its processor time adds up, and says nothing about one of them. */
    public ProcessLimits ofLongRunning() {
        return new ProcessLimits(memoryBytes, 0, processes, fileBytes);
    }

    /**
     * The arguments of /bin/sh that run a command within the limits. The shell sets its own limits, and then replaces itself by
     * another shell (exec), which runs the command and inherits them.
     */
    public List<String> shellArguments(String command) {
        List<String> limits = options();
        return limits.isEmpty()
                ? List.of("sh", "-c", command)
                : List.of(
                        "sh",
                        "-c",
                        // If the shell cannot fork prlimit (EAGAIN) or prlimit fails, the shell exits, and this trap
                        // turns that into status 125. A successful exec replaces the shell, so the trap never runs.
                        "trap 'exit " + NOT_SET + "' EXIT; " + PRLIMIT + " --pid $$ " + String.join(" ", limits)
                                + " || exit; exec /bin/sh -c \"$1\" sh",
                        "sh",
                        command);
    }

    private List<String> options() {
        List<String> options = new ArrayList<>();
        if (memoryBytes > 0) {
            options.add("--as=" + memoryBytes);
        }
        if (cpuSeconds > 0) {
            options.add("--cpu=" + cpuSeconds + ":" + (cpuSeconds + CPU_GRACE_SECONDS));
        }
        if (processes > 0) {
            options.add("--nproc=" + processes);
        }
        if (fileBytes > 0) {
            options.add("--fsize=" + fileBytes);
        }
        return options;
    }

    /** Whether this exit status says that the limits could not be set, so that the command never ran. */
    public boolean isNotSet(int status) {
        return status == NOT_SET && isAny();
    }

    /** Whether there is any limit. */
    public boolean isAny() {
        return memoryBytes > 0 || cpuSeconds > 0 || processes > 0 || fileBytes > 0;
    }

    /** Whether a file of this size may have been cut at the limit. */
    public boolean mayHaveCut(long size) {
        return fileBytes > 0 && size >= fileBytes;
    }

    /** The limit that an exit status may come from, in words with brackets; empty if there is none. */
    public String hint(int status) {
        return switch (status) {
            case BY_SIGNAL + SIGXCPU, BY_SIGNAL + SIGXFSZ -> signalHint(status - BY_SIGNAL);
            default -> suspicion();
        };
    }

    /** The limit that a signal may come from which ended the command; in the same form. */
    public String signalHint(int number) {
        return switch (number) {
            case SIGXCPU -> " (it used up its processor time" + (cpuSeconds > 0 ? ": --filter-cpu)" : ")");
            case SIGXFSZ -> " (it wrote too large a file" + (fileBytes > 0 ? ": --filter-file-size)" : ")");
            default -> suspicion();
        };
    }

    /** The limits that may be the reason of any failure: when memory or processes run out, each program ends in its own way. */
    private String suspicion() {
        List<String> suspects = new ArrayList<>();
        if (memoryBytes > 0) {
            suspects.add("--filter-memory");
        }
        if (processes > 0) {
            suspects.add("--filter-processes");
        }
        return suspects.isEmpty() ? "" : " (under " + String.join(" and ", suspects) + ")";
    }
}
