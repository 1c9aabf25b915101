package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A real systemd that runs the package's units, in namespaces of its own. All its processes end with it. The service listens on a port of
 * the machine, and has the program in /opt/postprox.
 */
final class SystemdMachine implements AutoCloseable {
    private static final String NSENTER = Tools.require("/usr/bin/nsenter", "util-linux");
    private static final String UNSHARE = Tools.require("/usr/bin/unshare", "util-linux");
    private static final String SYSTEMCTL = Tools.require("/usr/bin/systemctl", "systemd");

    private final Path directory;
    private final Process process;

    private SystemdMachine(Path directory, Process process) {
        this.directory = directory;
        this.process = process;
    }

    /** Starts it, with the units for these ports; the service is not started. */
    static SystemdMachine start(Workspace workspace, Installation installation, int port, int nextHop)
            throws IOException {
        Path units = workspace.directory("units");
        workspace.file(
                "units/postprox.socket", unit("postprox.socket").replace("127.0.0.1:10025", "127.0.0.1:" + port));
        workspace.file(
                "units/postprox.service",
                unit("postprox.service")
                        .replace("/usr/sbin/postprox", "/opt/postprox/postprox")
                        .replace("--config /etc/postprox/postprox.conf", "-v --log stderr")
                        .replace("127.0.0.1:10026", "127.0.0.1:" + nextHop)
                        .replace("=journal", "=null")
                        .replace("[Service]\n", "[Service]\nWatchdogSec=2\n"));
        Path directory = workspace.directory("systemd");
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(
                        UNSHARE,
                        "--mount",
                        "sh",
                        Tools.resource("systemd-machine.sh"),
                        directory.toString(),
                        installation.launcher().resolveSibling("").toString(),
                        units.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        SystemdMachine machine = new SystemdMachine(directory, process);
        Patience.await("systemd runs", () -> {
            if (!process.isAlive()) {
                throw new AssertionError("systemd did not start: " + workspace.read("systemd/output"));
            }
            return machine.inside().isPresent()
                    && machine.attempt(SYSTEMCTL, "is-system-running").said().startsWith("running");
        });
        return machine;
    }

    private static String unit(String name) throws IOException {
        return Files.readString(Path.of("packaging/systemd", name));
    }

    /** Its process 1, as the machine outside sees it. */
    private Optional<ProcessHandle> inside() {
        return process.toHandle()
                .children()
                .filter(child -> child.info().command().orElse("").endsWith("systemd"))
                .findFirst();
    }

    /** Runs a command in it. */
    Tools.Result attempt(String... command) {
        List<String> words = new ArrayList<>(List.of(
                NSENTER,
                "--target",
                Long.toString(inside().orElseThrow().pid()),
                "--mount",
                "--pid",
                "--ipc",
                "--uts",
                "--cgroup"));
        words.addAll(List.of(command));
        return Tools.attempt(words);
    }

    void systemctl(String... words) {
        List<String> command = new ArrayList<>(List.of(SYSTEMCTL));
        command.addAll(List.of(words));
        Tools.Result result = attempt(command.toArray(String[]::new));
        assertThat(result.status()).as(result.said()).isZero();
    }

    /** A property of the service. */
    String property(String name) {
        return attempt(SYSTEMCTL, "show", "postprox.service", "--value", "-p", name)
                .said()
                .strip();
    }

    Tools.Result upgrade() {
        return attempt("/opt/postprox/postprox", "upgrade", "--control", "/run/postprox/control");
    }

    /** Has the service answer questions. */
    void awaitControl() {
        Patience.await(
                "a control socket",
                () -> attempt("test", "-S", "/run/postprox/control").status() == 0);
    }

    @Override
    public void close() {
        inside().ifPresent(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        Residents.awaitEnd(List.of(process.toHandle()));
        // Its control groups can go when the last of its processes has gone.
        Patience.await(
                "its control groups go",
                () -> Tools.attempt(List.of(
                                        UNSHARE,
                                        "--mount",
                                        "sh",
                                        "-c",
                                        "mount -t cgroup2 none \"$1\"; group=$1/postprox-test-$2;"
                                                + " [ ! -d \"$group\" ] || find \"$group\" -depth -type d -exec rmdir {} +",
                                        "sh",
                                        directory.resolve("cgroup").toString(),
                                        Long.toString(process.pid())))
                                .status()
                        == 0);
    }
}
