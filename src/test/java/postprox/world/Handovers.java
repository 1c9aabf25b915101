package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A service that is upgraded: its control socket, its pid file, and what postprox upgrade says. All its processes end with it. */
final class Handovers implements AutoCloseable {
    private final Site site = new Site();
    private final Path directory = site.workspace().directory("control");
    private final Path control = directory.resolve("socket");
    private final Path pidFile = site.workspace().path("pid");
    private final Path log = site.workspace().path("log");

    Handovers() {
        Workspace.setMode(directory, 0700);
        // A checkout may be writable for a group, and then so is its copy.
        Tools.run(
                "chmod",
                "-R",
                "go-w",
                site.installation().launcher().resolveSibling("").toString());
    }

    Site site() {
        return site;
    }

    Path control() {
        return control;
    }

    Path pidFile() {
        return pidFile;
    }

    /** The program with its log, before its next hop. */
    Launch launch(String... arguments) {
        return site.launch("-v", "--log", log.toString(), "--control", control.toString())
                .with(arguments);
    }

    /** Starts it in the background, and waits until it can be asked. */
    ProcessHandle start(String place, String... arguments) {
        List<String> command = new ArrayList<>();
        Launch launch = launch("-l", place, "--pidfile", pidFile.toString()).with(arguments);
        command.add(launch.launcher().toString());
        command.addAll(launch.arguments());
        Tools.Result started = Tools.attempt(command);
        assertThat(started.status()).as(started.said()).isZero();
        awaitControl();
        return process();
    }

    void awaitControl() {
        Patience.await("a control socket", () -> Files.exists(control));
    }

    /** Runs a command of the program. */
    Tools.Result postprox(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(site.installation().launcher().toString()));
        command.addAll(List.of(arguments));
        return Tools.attempt(command);
    }

    Tools.Result upgrade() {
        return postprox("upgrade", control.toString());
    }

    /** Upgrades it; returns the new process. */
    ProcessHandle upgraded() {
        Tools.Result result = upgrade();
        assertThat(result.status()).as(result.said()).isZero();
        return asked();
    }

    /** Has the process that answers start a program in its place, which need not be postprox; returns what it answers. */
    String replaceBy(Path program) {
        String asking = "import socket,sys; s=socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]);"
                + " s.sendall(('{\"protocol\":1,\"ask\":\"upgrade\",\"program\":\"%s\"}\\n' % sys.argv[2]).encode());"
                + " print(b''.join(iter(lambda: s.recv(9999), b'')).decode())";
        return Tools.run(Tools.PYTHON, "-I", "-c", asking, control.toString(), program.toString());
    }

    /** The process that the pid file names. */
    ProcessHandle process() {
        try {
            return ProcessHandle.of(Long.parseLong(Files.readString(pidFile).strip()))
                    .orElseThrow(() -> new AssertionError("the pid file names no process"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The process that answers. */
    ProcessHandle asked() {
        String status = postprox("status", "--json", control.toString()).said();
        String pid = status.replaceFirst("(?s).*\"pid\":(\\d+).*", "$1");
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow(() -> new AssertionError(status));
    }

    /** What its processes have logged. */
    String log() {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    void awaitLog(String words) {
        Patience.await("the log has " + words, () -> log().contains(words));
    }

    /** Its processes that run. */
    List<ProcessHandle> processes() {
        return ProcessHandle.allProcesses()
                .filter(process -> arguments(process).contains(control.toString()))
                .toList();
    }

    private static List<String> arguments(ProcessHandle process) {
        return process.info().arguments().map(List::of).orElseGet(List::of);
    }

    /** A process that takes over, while it starts. */
    Optional<ProcessHandle> starting() {
        return processes().stream()
                .filter(process -> arguments(process).stream()
                        .anyMatch(argument -> argument.startsWith("-Dpostprox.predecessor=")))
                .filter(process -> !process.equals(process()))
                .findFirst();
    }

    @Override
    public void close() {
        List<ProcessHandle> left = processes();
        left.forEach(ProcessHandle::destroy);
        Residents.awaitEnd(left);
        site.close();
    }
}
