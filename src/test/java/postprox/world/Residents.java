package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The resident processes of an installation, which are nobody's children. */
record Residents(Path home) {
    static Residents of(Path home) {
        return new Residents(home);
    }

    /** Those that are there now. */
    List<ProcessHandle> all() {
        return running().filter(Residents::isResident).toList();
    }

    /** The processes that serve one session each. */
    List<ProcessHandle> alone() {
        return running().filter(process -> !isResident(process)).toList();
    }

    /** The only one. */
    ProcessHandle only() {
        List<ProcessHandle> all = all();
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    /** Asks all of them to end, and sees to it that they do. */
    void stop() {
        List<ProcessHandle> all = all();
        all.forEach(ProcessHandle::destroy);
        try {
            awaitEnd(all);
        } finally {
            all.forEach(ProcessHandle::destroyForcibly);
        }
    }

    /** Waits for the end of processes. {@link ProcessHandle#onExit} would look three times a second: they are not our children. */
    static void awaitEnd(List<ProcessHandle> processes) {
        Patience.await(
                "these processes end: " + processes, () -> processes.stream().noneMatch(ProcessHandle::isAlive));
    }

    private Stream<ProcessHandle> running() {
        return ProcessHandle.allProcesses()
                .filter(process -> commandLine(process).contains("\0-jar\0" + home + "/target/postprox"));
    }

    private static boolean isResident(ProcessHandle process) {
        return commandLine(process).contains("\0--resident\0");
    }

    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            // It has ended meanwhile.
            return "";
        }
    }
}
