package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import postprox.testkit.Ports;

/**
 * The program with the configuration of the manifests: its files are mounted as a kubelet mounts them, and it is the user whom the pod
 * has. Only places and ports are others.
 */
final class KubernetesPod implements AutoCloseable {
    static final String TOKEN = "0123456789abcdefghij";

    private static final String CURL = Tools.require("/usr/bin/curl", "curl");
    private static final String USER = "10025";

    private final Workspace workspace = Workspace.create();
    private final Installation installation = Installation.in(workspace, "postprox");
    private final MailSink sink = MailSink.start();
    private final int port = Ports.free();
    private final int admin = Ports.free();
    private final Path configuration;
    private final Path launcher;
    private Optional<Program> program = Optional.empty();

    private KubernetesPod(String text) throws IOException {
        Path token = mount("token", TOKEN);
        Tools.run("chown", "root:" + USER, token.toString());
        Workspace.setMode(token.toRealPath(), 0440);
        String moved = text;
        for (Map.Entry<String, String> place : Map.of(
                        "postfix.mail.svc.cluster.local:10026",
                        sink.place(),
                        "listen = 0.0.0.0:10025",
                        "listen = 127.0.0.1:" + port,
                        "admin = 0.0.0.0:10080",
                        "admin = 0.0.0.0:" + admin,
                        "/etc/postprox-token/token",
                        token.toString())
                .entrySet()) {
            assertThat(moved).contains(place.getKey());
            moved = moved.replace(place.getKey(), place.getValue());
        }
        this.configuration = mount("postprox.conf", moved);
        this.launcher = workspace.script(
                "as-in-the-pod",
                "exec setpriv --reuid=" + USER + " --regid=" + USER + " --clear-groups --no-new-privs "
                        + installation.launcher() + " \"$@\"\n");
    }

    static KubernetesPod prepare(String configuration) throws IOException {
        return new KubernetesPod(configuration);
    }

    /** A kubelet changes the files of a volume together, by the link to their directory. */
    private Path mount(String name, String text) throws IOException {
        workspace.directory(name + ".volume/..2026");
        workspace.file(name + ".volume/..2026/" + name, text);
        Path volume = workspace.path(name + ".volume");
        Files.createSymbolicLink(volume.resolve("..data"), Path.of("..2026"));
        return Files.createSymbolicLink(volume.resolve(name), Path.of("..data", name));
    }

    Path configuration() {
        return configuration;
    }

    /** What postprox config check says, as the user of the pod. */
    Tools.Result check() {
        return Tools.attempt(List.of(launcher.toString(), "config", "check", configuration.toString()));
    }

    void start() {
        Program started = Launch.of(installation, "--config", configuration.toString(), "--control", "none")
                .launcher(launcher)
                .onPipes();
        program = Optional.of(started);
        started.errors().await("listening on");
        started.errors().await("the page for administrators .--admin. answers at");
    }

    String send(String message) {
        try (SmtpClient client = SmtpClient.connect(port)) {
            return client.send("a@example.org", "b@example.com", message);
        }
    }

    /** The answer and its status. A kubelet asks by the address of the pod, and knows no token. */
    String asksKubelet(String path) {
        return ask(path, "User-Agent: kube-probe/1.34");
    }

    String asksPrometheus() {
        return ask("/metrics", "Authorization: Bearer " + TOKEN);
    }

    private String ask(String path, String field) {
        String url = "http://127.0.0.1:" + admin + path;
        return Tools.run(CURL, "-s", "-w", "%{http_code}", "-H", "Host: 10.244.1.7:10080", "-H", field, url);
    }

    /** Ends it as a kubelet does. */
    void end() {
        Program started = program.orElseThrow();
        started.terminate();
        assertThat(started.awaitExit()).isZero();
        assertThat(started.errors().toEnd()).contains("stopped");
    }

    @Override
    public void close() {
        program.ifPresent(Program::close);
        sink.close();
        workspace.close();
    }
}
