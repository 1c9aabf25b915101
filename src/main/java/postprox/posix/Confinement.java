package postprox.posix;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * The namespaces and privileges of a process, from proc(5). If two processes are equal in these, neither can do anything for
 * the other that the other could not do by itself.
 *
 * @param namespaces its namespaces and its root directory
 * @param privileges its users, groups and capabilities, and the rights that it has given up (no_new_privs, seccomp)
 */
public record Confinement(List<String> namespaces, List<String> privileges) {
    /** The namespaces and the privileges that src/main/c/place.c lists, too. */
    private static final List<String> NAMESPACES = List.of("ipc", "mnt", "net", "pid", "user", "uts");

    private static final List<String> PRIVILEGES = List.of(
            "\nUid:",
            "\nGid:",
            "\nGroups:",
            "\nCapInh:",
            "\nCapPrm:",
            "\nCapEff:",
            "\nCapBnd:",
            "\nCapAmb:",
            "\nNoNewPrivs:",
            "\nSeccomp:",
            "\nSeccomp_filters:");

    public Confinement {
        namespaces = List.copyOf(namespaces);
        privileges = List.copyOf(privileges);
    }

    /** The confinement of this process. */
    public static Confinement own() throws IOException {
        return of(Path.of("/proc/self"));
    }

    /**
     * The confinement of a process.
     *
     * @param process its directory in proc(5)
     * @throws IOException if it has ended, or has privileges that this process lacks (ptrace(2), PTRACE_MODE_READ)
     */
    public static Confinement of(Path process) throws IOException {
        List<String> namespaces = new ArrayList<>();
        for (String name : NAMESPACES) {
            namespaces.add(
                    Files.readSymbolicLink(process.resolve("ns").resolve(name)).toString());
        }
        namespaces.add(String.valueOf(Files.readAttributes(process.resolve("root"), BasicFileAttributes.class)
                .fileKey()));
        String status = Files.readString(process.resolve("status"), StandardCharsets.ISO_8859_1);
        List<String> privileges = new ArrayList<>();
        for (String name : PRIVILEGES) {
            privileges.add(line(status, name));
        }
        return new Confinement(namespaces, privileges);
    }

    /** A line of status; empty if this kernel writes no line of that name. */
    private static String line(String status, String name) {
        int start = status.indexOf(name);
        return start < 0 ? "" : status.substring(start + 1, status.indexOf('\n', start + 1));
    }
}
