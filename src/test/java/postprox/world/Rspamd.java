package postprox.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import postprox.filter.rspamd.RspamdProbe;
import postprox.net.Endpoint;

/** Debian's rspamd with one worker, and with rules that choose the action by the subject. It asks nobody in the network. */
final class Rspamd implements AutoCloseable {
    static final String RSPAMC = Tools.require("/usr/bin/rspamc", "rspamd");
    private static final String RSPAMD = Tools.require("/usr/bin/rspamd", "rspamd");

    private final Path config;
    private final Path log;
    private final Path socket;
    private final int port;
    private final int milterPort;
    private final int controllerPort;
    private Process process;

    /** The places and ports of one rspamd. */
    private Rspamd(Workspace workspace, String name, Path key, String options) {
        Path directory = workspace.openDirectory(name);
        this.port = Tools.freePort();
        this.milterPort = Tools.freePort();
        this.controllerPort = Tools.freePort();
        this.socket = directory.resolve("normal.sock");
        this.log = workspace.path(name + ".log");
        // With the usual list of top-level domains it would take half a minute to start.
        Path domains = workspace.file(name + ".tld", "com\nnet\norg\nexample\n");
        Path rules = workspace.file(
                name + ".lua",
                "rspamd_test_key = '" + key + "'\ndofile('" + Tools.resource("rspamd-rules.lua") + "')\n");
        this.config = workspace.file(
                name + ".conf", """
                options {
                  filters = "dkim"; url_tld = "%2$s"; rrd = "";
                  pidfile = "%1$s/pid"; tempdir = "%1$s"; hs_cache_dir = "%1$s"; cache_file = "%1$s/cache";
                  history_file = "%1$s/history"; stats_file = "%1$s/stats"; control_socket = "%1$s/control mode=0600";
                  dns { nameserver = ["127.0.0.1:9"]; timeout = 0.2s; retransmits = 1; }
                  %4$s
                }
                logging { type = "console"; level = "info"; }
                worker "normal" { bind_socket = "127.0.0.1:%5$d"; bind_socket = "%1$s/normal.sock mode=0666"; count = 1; }
                worker "rspamd_proxy" {
                  bind_socket = "127.0.0.1:%6$d"; milter = yes; count = 1; upstream "local" { self_scan = yes; default = yes; }
                }
                worker "controller" { bind_socket = "127.0.0.1:%7$d"; count = 1; }
                actions {
                  greylist = 3; "add header" = 5; "rewrite subject" = 7; reject = 15;
                  quarantine = { flags = ["no_threshold"]; } discard = { flags = ["no_threshold"]; }
                }
                lua = "%3$s";
                """.formatted(directory, domains, rules, options, port, milterPort, controllerPort));
        this.process = begin();
    }

    /** Starts one of several, and does not wait for it. */
    static Rspamd start(Workspace workspace, String name, Optional<Path> key, String options) {
        return new Rspamd(workspace, name, key.orElse(Path.of("/dev/null")), options);
    }

    static Rspamd start(Workspace workspace) {
        return start(workspace, "rspamd", Optional.empty(), "");
    }

    private Process begin() {
        try {
            return new ProcessBuilder(RSPAMD, "-f", "-u", "nobody", "-g", "nogroup", "-c", config.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Endpoint port() {
        return new Endpoint.Tcp("127.0.0.1", port);
    }

    Endpoint socket() {
        return new Endpoint.Unix(socket);
    }

    Endpoint milter() {
        return new Endpoint.Tcp("127.0.0.1", milterPort);
    }

    Endpoint controller() {
        return new Endpoint.Tcp("127.0.0.1", controllerPort);
    }

    List<Endpoint> places() {
        return List.of(socket(), port());
    }

    /** Waits until its worker answers. */
    void await() {
        Patience.awaitAnswer("rspamd, whose log is " + log + ",", process, (dialer, deadline) -> {
            String _ = RspamdProbe.version(port(), dialer, deadline);
        });
    }

    /** Kills all of its processes, as the kernel does for want of memory. */
    void kill() {
        List<ProcessHandle> workers = process.descendants().toList();
        process.destroyForcibly();
        process.onExit().join();
        workers.forEach(ProcessHandle::destroyForcibly);
        workers.forEach(worker -> worker.onExit().join());
    }

    /** Starts it once more. */
    void startAgain() {
        process = begin();
    }

    /** Sends a signal to its main process and to its workers. */
    void signal(String name) {
        process.descendants().forEach(worker -> Tools.run("kill", "-" + name, Long.toString(worker.pid())));
        Tools.run("kill", "-" + name, Long.toString(process.pid()));
    }

    /** Has it take new settings, and workers. */
    void reload() {
        Tools.run("kill", "-HUP", Long.toString(process.pid()));
    }

    @Override
    public void close() {
        kill();
    }
}
