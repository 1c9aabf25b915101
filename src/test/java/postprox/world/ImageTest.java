package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import postprox.testkit.Ports;

/** The container image: what ./image builds of the package, and the program in it, as in the pods of the manifests. */
@Tag("full")
@Timeout(value = 600, threadMode = SEPARATE_THREAD)
class ImageTest {
    private static final String SKOPEO = Tools.require("/usr/bin/skopeo", "skopeo");
    private static final String FILTER =
            "grep -q lottery \"$EMAIL\" && { echo '550 5.7.1 no lottery' >&2; exit 1; }; mktemp >/dev/null";

    private final Workspace workspace = Workspace.create();
    private final MailSink sink = MailSink.start();

    @AfterEach
    void cleanUp() {
        sink.close();
        workspace.close();
    }

    @Test
    void twoRunsMakeTheSameImageWhichSaysWhatItIs() {
        String first = inspect(build("first"));

        assertThat(inspect(build("second"))).isEqualTo(first).contains("\"Digest\": \"sha256:");
        assertThat(first)
                .contains(
                        "\"org.opencontainers.image.version\": \"1.0.0\"",
                        "\"org.opencontainers.image.source\": \"https://example.com/postprox\"",
                        "\"org.opencontainers.image.licenses\": \"Apache-2.0 AND ",
                        "\"org.opencontainers.image.created\": \"20")
                .containsPattern("\"org.opencontainers.image.revision\": \"[0-9a-f]{40}\"");
    }

    /** The image's digest, its labels and the digests of its layers. */
    private static String inspect(String image) {
        return Tools.run(SKOPEO, "inspect", "oci:" + image);
    }

    private String build(String name) {
        Path output = workspace.path(name);
        Tools.Result result = BareDebian.finish(List.of(
                "./image",
                "--package=" + BuiltPackage.file(),
                "--source=https://example.com/postprox",
                "--output=" + output));
        assertThat(result.status()).as(result.said()).isZero();
        return output + ":1.0.0";
    }

    /** The cache of the JVM must be valid, or it would not start (AOTMode=on). */
    @Test
    void aPodOfTheManifestsFiltersMailAndEndsWhenItIsToldTo() throws IOException {
        int port = Ports.free();
        int admin = Ports.free();
        try (UnpackedImage image = UnpackedImage.of(workspace, build("image"))) {
            assertThat(image.user()).isEqualTo("10025:10025");
            assertThat(image.path("usr/share/doc/libc6/copyright")).isRegularFile();
            assertThat(image.path("usr/share/doc/busybox/copyright")).isRegularFile();
            assertThat(image.path("usr/share/doc/postprox/legal/java.base/LICENSE.gz"))
                    .isRegularFile();
            try (Program container = image.start(
                    initCommand(),
                    "--listen=127.0.0.1:" + port,
                    "--foreground",
                    "--log=stderr",
                    "--admin=127.0.0.1:" + admin,
                    "--on-failure=tempfail",
                    "-c",
                    FILTER,
                    sink.place())) {
                container.errors().await("listening on");
                assertThat(send(port, "hello")).startsWith("250");
                assertThat(send(port, "lottery")).isEqualTo("550 5.7.1 no lottery");
                commandsWork(image, container, admin);

                ProcessHandle.of(container.jvm()).orElseThrow().destroy();
                assertThat(container.awaitExit()).isZero();
                assertThat(container.errors().toEnd()).endsWith("postprox: stopped");
            }
        }
    }

    private static void commandsWork(UnpackedImage image, Program container, int admin) {
        assertThat(image.run(container, "postprox", "--version").said()).startsWith("postprox 1.0.0\n");
        Tools.Result refused = image.run(container, "sh", "-c", "echo 'Subject: hello' | postprox try -c 'exit 1'");
        assertThat(refused.status()).as(refused.said()).isEqualTo(1);
        assertThat(image.run(container, "postprox", "status").said())
                .contains("user postprox", "accepted 1 ", "refused 1 ");
        assertThat(image.run(container, "wget", "-q", "-O", "-", "http://127.0.0.1:" + admin + "/readyz"))
                .isEqualTo(new Tools.Result(0, "ready\n"));
        assertThat(image.run(container, "sh", "-c", "id -un; echo 1 >/usr/file").said())
                .startsWith("postprox\n")
                .contains("Read-only file system");
    }

    private static List<String> initCommand() throws IOException {
        return Manifests.read(Files.readString(Path.of("packaging/kubernetes/postprox.yaml")))
                .only(Deployment.class)
                .getSpec()
                .getTemplate()
                .getSpec()
                .getInitContainers()
                .getFirst()
                .getCommand();
    }

    private static String send(int port, String subject) {
        try (SmtpClient client = SmtpClient.connect(port)) {
            return client.send("a@example.org", "b@example.com", "Subject: " + subject + "\r\n\r\nBody\r\n");
        }
    }

    @Test
    void whoLacksToolsIsToldHowToGetThem() throws IOException {
        Path tools = Files.createDirectory(workspace.path("tools"));
        Files.createSymbolicLink(tools.resolve("dirname"), Path.of("/usr/bin/dirname"));

        assertThat(Tools.attempt(List.of("env", "PATH=" + tools, "./image")))
                .isEqualTo(new Tools.Result(
                        3,
                        "image: tools are missing: apt-get install --no-install-recommends umoci busybox dpkg gzip\n"));
    }
}
