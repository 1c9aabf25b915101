package postprox.filter.command;

import java.util.ArrayList;
import java.util.List;

/**
 * What a filter may take of the machine, kept by the kernel (setrlimit(2)). 0 stands for no limit but those that we
 * ourselves were started with.
 *
 * @param memoryBytes address space of each of its processes
 * @param cpuSeconds  processor time of each of its processes
 * @param processes   processes and threads of the user who runs it, all together: the kernel counts no others
 * @param fileBytes   the size to which it may write a file
 */
public record ProcessLimits(long memoryBytes, int cpuSeconds, int processes, long fileBytes) {
    public static final ProcessLimits NONE = new ProcessLimits(0, 0, 0, 0);

    /** Of util-linux, which every Debian has. A shell's own ulimit has other units and letters in each shell. */
    public static final String PRLIMIT = "/usr/bin/prlimit";

    /**
     * How the shell ends where the limits cannot be set, or it cannot start what sets them. It must not be 1, which would refuse
     * the message for good, nor what a shell says of itself, which would let it pass.
     */
    private static final int NOT_SET = 125;

    /** What a shell adds to the number of the signal that ended a command (sh(1)). */
    private static final int BY_SIGNAL = 128;

    /** signal(7). */
    private static final int SIGXCPU = 24;

    private static final int SIGXFSZ = 25;

    /** From the signal that asks a process to end to the one that makes it. */
    private static final int CPU_GRACE_SECONDS = 1;

    /** The arguments of /bin/sh that run a command within the limits; the shell sets its own before it becomes another. */
    List<String> shellArguments(String command) {
        List<String> limits = options();
        return limits.isEmpty()
                ? List.of("sh", "-c", command)
                : List.of(
                        "sh",
                        "-c",
                        // The trap is what a shell without a process for prlimit comes to; an exec(2) that works
                        // forgets it.
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
    boolean isNotSet(int status) {
        return status == NOT_SET && isAny();
    }

    /** Whether there is any limit. */
    public boolean isAny() {
        return memoryBytes > 0 || cpuSeconds > 0 || processes > 0 || fileBytes > 0;
    }

    /** Whether a file of this size may have been cut at the limit. */
    boolean mayHaveCut(long size) {
        return fileBytes > 0 && size >= fileBytes;
    }

    /** What an exit status has to do with the limits, in words with brackets; nothing where one cannot know. */
    String hint(int status) {
        return switch (status) {
            case BY_SIGNAL + SIGXCPU, BY_SIGNAL + SIGXFSZ -> signalHint(status - BY_SIGNAL);
            default -> suspicion();
        };
    }

    /** The same for the signal that ended the command. */
    String signalHint(int number) {
        return switch (number) {
            case SIGXCPU -> " (it used up its processor time" + (cpuSeconds > 0 ? ": --filter-cpu)" : ")");
            case SIGXFSZ -> " (it wrote too large a file" + (fileBytes > 0 ? ": --filter-file-size)" : ")");
            default -> suspicion();
        };
    }

    /** Where memory or processes run out, each program ends in a way of its own. */
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
