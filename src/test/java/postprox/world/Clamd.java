package postprox.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;

/** Debian's clamd, whose only signature is of the EICAR test text. */
final class Clamd implements AutoCloseable {
    /** In two pieces, or scanners would take this file for the test text. */
    static final String EICAR = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + "ANTIVIRUS-TEST-FILE!$H+H*";

    static final String CLAMDSCAN = Tools.require("/usr/bin/clamdscan", "clamdscan");

    private static final String CLAMD = Tools.require("/usr/sbin/clamd", "clamav-daemon");
    private static final String MILTER = Tools.require("/usr/sbin/clamav-milter", "clamav-milter");

    private final Workspace workspace;
    private final Path config;
    private final Process process;

    private Clamd(Workspace workspace, Path config, Process process) {
        this.workspace = workspace;
        this.config = config;
        this.process = process;
    }

    static Clamd start(Workspace workspace) {
        Path signatures = workspace.directory("signatures");
        String hex = HexFormat.of().formatHex(EICAR.getBytes(StandardCharsets.US_ASCII));
        workspace.file("signatures/eicar.ndb", "Eicar-Test-Text:0:*:" + hex + "\n");
        Path config = workspace.file(
                "clamd.conf", """
                Foreground yes
                LocalSocket %s
                LocalSocketMode 666
                DatabaseDirectory %s
                TemporaryDirectory %s
                Bytecode no
                """.formatted(workspace.path("clamd"), signatures, workspace.directory("scratch")));
        try {
            Process process = new ProcessBuilder(CLAMD, "--config-file=" + config)
                    .redirectErrorStream(true)
                    .redirectOutput(workspace.path("clamd.log").toFile())
                    .start();
            return new Clamd(workspace, config, process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path config() {
        return config;
    }

    /** Waits until it answers. */
    void await() {
        Tools.run(CLAMDSCAN, "--config-file=" + config, "--ping", "40:1");
    }

    /** clamav-milter, which asks it and refuses what is infected. */
    Milter milter() {
        int port = Tools.freePort();
        Path settings = workspace.file(
                "clamav-milter.conf", """
                Foreground yes
                MilterSocket inet:%d@127.0.0.1
                ClamdSocket unix:%s
                TemporaryDirectory %s
                OnInfected Reject
                """.formatted(port, workspace.path("clamd"), workspace.path("scratch")));
        return Milter.start(port, workspace.path("clamav-milter.log"), MILTER, "--config-file=" + settings);
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
