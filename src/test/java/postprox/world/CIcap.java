package postprox.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import postprox.net.Endpoint;

/** Debian's c-icap with its services echo and virus_scan, the latter over a clamd of the tests. */
final class CIcap implements AutoCloseable {
    /** What the project's page recommends. */
    static final String RECOMMENDED = "virus_scan?allow204=on&sizelimit=off&mode=simple";

    /** With the settings of the package. */
    static final String AS_PACKAGED = "srv_clamav";

    static final String CLIENT = Tools.require("/usr/bin/c-icap-client", "c-icap");

    private static final String C_ICAP = Tools.require("/usr/bin/c-icap", "c-icap");
    private static final String MODULES = "/usr/lib/x86_64-linux-gnu/c_icap";

    private final Workspace workspace;
    private final Path config;
    private final Path pidFile;
    private final int port;
    private Process process;

    private CIcap(Workspace workspace, Path config, Path pidFile, int port) {
        this.workspace = workspace;
        this.config = config;
        this.pidFile = pidFile;
        this.port = port;
        this.process = begin();
    }

    /** Starts one of several, with some more lines in its configuration. The values are the package's, as far as they matter. */
    static CIcap start(Workspace workspace, String name, Clamd clamd, String... lines) {
        if (!Files.exists(Path.of(MODULES, "virus_scan.so"))) {
            throw new AssertionError("virus_scan.so is missing: apt-get install --no-install-recommends"
                    + " libc-icap-mod-virus-scan (or run ./test)");
        }
        int port = Tools.freePort();
        Path pidFile = workspace.path(name + ".pid");
        Path config = workspace.file(name + ".conf", """
                PidFile %1$s
                CommandsSocket %1$s.ctl
                Timeout 300
                MaxKeepAliveRequests 100
                KeepAliveTimeout 600
                StartServers 1
                MaxServers 1
                MinSpareThreads 1
                MaxSpareThreads 20
                ThreadsPerChild 10
                Port 127.0.0.1:%2$d
                ServerName private
                TmpDir %3$s
                ModulesDir %4$s
                ServicesDir %4$s
                TemplateDir /usr/share/c_icap/templates/
                LoadMagicFile /etc/c-icap/c-icap.magic
                ServerLog %1$s.log
                AccessLog %1$s.access
                Service echo srv_echo.so
                Module common clamd_mod.so
                clamd_mod.ClamdSocket %5$s
                Service antivirus_module virus_scan.so
                ServiceAlias srv_clamav virus_scan
                virus_scan.ScanFileTypes TEXT DATA EXECUTABLE ARCHIVE GIF JPEG MSOFFICE
                virus_scan.SendPercentData 5
                virus_scan.StartSendPercentDataAfter 2M
                virus_scan.MaxObjectSize 5M
                virus_scan.DefaultEngine clamd
                %6$s
                """.formatted(
                        pidFile,
                        port,
                        workspace.directory("scratch"),
                        MODULES,
                        ((Endpoint.Unix) clamd.socket()).path(),
                        String.join("\n", lines)));
        return new CIcap(workspace, config, pidFile, port);
    }

    private Process begin() {
        try {
            // It does not start if the file of one that was killed is there.
            Files.deleteIfExists(pidFile);
            return new ProcessBuilder(C_ICAP, "-N", "-D", "-f", config.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(workspace.path("c-icap.out").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Endpoint place() {
        return new Endpoint.Tcp("127.0.0.1", port);
    }

    /** The address of a service, as an administrator writes it. */
    String address(String service) {
        return "icap://" + place() + "/" + service;
    }

    long pid() {
        return process.pid();
    }

    /** Kills it and the processes that it has made, as the kernel does for want of memory. */
    void kill() {
        // With -N it still has a process that serves and one that looks after it.
        List<ProcessHandle> serving = process.descendants().toList();
        process.destroyForcibly();
        serving.forEach(ProcessHandle::destroyForcibly);
        process.onExit().join();
        serving.forEach(one -> one.onExit().join());
    }

    void startAgain() {
        process = begin();
    }

    /**
     * Waits until it answers. It takes connections before it has looked for clamd, and without a scanner it calls all messages clean from
     * then on.
     */
    void await() {
        Patience.await("c-icap answers", this::answers);
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(Tools.LOOPBACK, port));
            socket.setSoTimeout(Patience.MILLIS);
            socket.getOutputStream()
                    .write("OPTIONS icap://127.0.0.1/virus_scan ICAP/1.0\r\nHost: 127.0.0.1\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().read() >= 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        kill();
    }
}
