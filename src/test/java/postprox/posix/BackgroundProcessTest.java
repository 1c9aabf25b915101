package postprox.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackgroundProcessTest {
    @TempDir
    private Path directory;

    @Test
    void whatItSaidUntilItLetGoOfItsOutputsIsHeardAndItLivesOn() throws Exception {
        Path pidFile = directory.resolve("pid");
        String said = start("echo $$ > " + pidFile + "; echo rea; echo dy >&2; exec >/dev/null 2>&1; exec sleep 1000");
        assertThat(said).isEqualTo("rea\ndy\n");
        long pid = Long.parseLong(Files.readString(pidFile).strip());
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        try {
            assertThat(sessionOf(pid)).as("its session").isEqualTo(Long.toString(pid));
        } finally {
            assertThat(process.destroyForcibly()).isTrue();
        }
        assertThat(Processes.reap((int) pid)).isEqualTo(new ChildExit.Signal(Processes.SIGKILL));
    }

    @Test
    void whyItDidNotStartIsHeard() throws IOException {
        assertThat(start("echo no such thing >&2; exit 1")).isEqualTo("no such thing\n");
    }

    @Test
    void programThatDoesNotExistCannotBeStarted() {
        assertThatThrownBy(() ->
                        BackgroundProcess.start(new SpawnRequest("/no/such/program", List.of("program"), List.of())))
                .isInstanceOf(IOException.class);
    }

    private static String start(String command) throws IOException {
        return BackgroundProcess.start(
                new SpawnRequest("/bin/sh", List.of("sh", "-c", command), List.of("PATH=/usr/bin:/bin")));
    }

    private static String sessionOf(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[3];
    }
}
