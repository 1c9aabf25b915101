package postprox.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import postprox.filter.clamd.ClamdProbe;
import postprox.net.Endpoint;

/** Debian's clamd, whose only signature is of the EICAR test text. */
public final class Clamd implements AutoCloseable {
    /** In two pieces, or scanners would take this file for the test text. */
    public static final String EICAR = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + "ANTIVIRUS-TEST-FILE!$H+H*";

    /** What it calls that text: a signature that is not ClamAV's own has an ending. */
    public static final String NAME = "Eicar-Test-Text.UNOFFICIAL";

    public static final String CLAMDSCAN = Tools.require("/usr/bin/clamdscan", "clamdscan");

    private static final String CLAMD = Tools.require("/usr/sbin/clamd", "clamav-daemon");
    private static final String MILTER = Tools.require("/usr/sbin/clamav-milter", "clamav-milter");

    private final Workspace workspace;
    private final Path config;
    private final Path socket;
    private final int port;
    private Process process;

    private Clamd(Workspace workspace, Path config, Path socket, int port) {
        this.workspace = workspace;
        this.config = config;
        this.socket = socket;
        this.port = port;
        this.process = begin();
    }

    public static Clamd start(Workspace workspace) {
        return start(workspace, "clamd");
    }

    /** Starts one of several, with some more lines in its configuration. */
    static Clamd start(Workspace workspace, String name, String... lines) {
        Path signatures = workspace.directory("signatures");
        String hex = HexFormat.of().formatHex(EICAR.getBytes(StandardCharsets.US_ASCII));
        workspace.file("signatures/eicar.ndb", "Eicar-Test-Text:0:*:" + hex + "\n");
        int port = Tools.freePort();
        Path config = workspace.file(name + ".conf", """
                Foreground yes
                LocalSocket %s
                LocalSocketMode 666
                TCPAddr 127.0.0.1
                TCPSocket %d
                DatabaseDirectory %s
                TemporaryDirectory %s
                Bytecode no
                %s
                """.formatted(
                workspace.path(name), port, signatures, workspace.directory("scratch"), String.join("\n", lines)));
        return new Clamd(workspace, config, workspace.path(name), port);
    }

    private Process begin() {
        try {
            return new ProcessBuilder(CLAMD, "--config-file=" + config)
                    .redirectErrorStream(true)
                    .redirectOutput(workspace.path("clamd.log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path config() {
        return config;
    }

    /** Its Unix socket. */
    public Endpoint socket() {
        return new Endpoint.Unix(socket);
    }

    public Endpoint port() {
        return new Endpoint.Tcp("127.0.0.1", port);
    }

    List<Endpoint> places() {
        return List.of(socket(), port());
    }

    long pid() {
        return process.pid();
    }

    /** Kills it, as the kernel does for want of memory. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Starts it once more. */
    void startAgain() {
        process = begin();
    }

    /** Waits until it answers; clamdscan itself would look once a second. */
    public void await() {
        for (Endpoint place : places()) {
            Patience.awaitAnswer("clamd", process, (dialer, deadline) -> {
                String _ = ClamdProbe.version(place, dialer, deadline);
            });
        }
    }

    /** clamav-milter, which asks it and refuses what is infected, if these lines of its configuration say nothing else. */
    Milter milter(String... lines) {
        int milterPort = Tools.freePort();
        String more = String.join("\n", lines);
        Path settings = workspace.file("clamav-milter.conf", """
                Foreground yes
                MilterSocket inet:%d@127.0.0.1
                ClamdSocket unix:%s
                TemporaryDirectory %s
                %s
                %s
                """.formatted(
                        milterPort,
                        socket,
                        workspace.path("scratch"),
                        more.contains("OnInfected") ? "" : "OnInfected Reject",
                        more));
        return Milter.start(milterPort, workspace.path("clamav-milter.log"), MILTER, "--config-file=" + settings);
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
