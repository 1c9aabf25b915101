package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * A container of an image, as the manifests have it: its root directory is read-only, its /tmp is a directory that the init container has
 * made in memory, and its process is the first of a process namespace, without privileges. The network is that of the tests.
 */
final class UnpackedImage implements AutoCloseable {
    private static final String UMOCI = Tools.require("/usr/bin/umoci", "umoci");
    private static final String UNSHARE = Tools.require("/usr/bin/unshare", "util-linux");

    /** The JVM ends instead of starting without its cache. */
    private static final Map<String, String> JVM =
            Map.of("POSTPROX_JAVA_OPTIONS", "-XX:AOTMode=on -XX:MaxRAMPercentage=50");

    /** Arguments: root directory, user, the command of the init container as one word, then the process. An emptyDir has mode 2777. */
    private static final String START = """
            set -e
            root=$1
            user=$2
            init=$3
            shift 3
            mkdir -p "$root/dev" "$root/memory"
            mount --bind "$root" "$root"
            mount -t proc proc "$root/proc"
            mount -t tmpfs tmpfs "$root/dev"
            for device in null zero full random urandom; do
                : >"$root/dev/$device"
                mount --bind "/dev/$device" "$root/dev/$device"
            done
            mount -t tmpfs -o "size=64m,mode=2777,gid=${user#*:}" tmpfs "$root/memory"
            mount -o remount,bind,ro "$root"
            chroot --userspec="$user" "$root" $init
            mount --bind "$root/memory/tmp" "$root/tmp"
            exec setpriv --no-new-privs chroot --userspec="$user" "$root" "$@"
            """;

    private final Path root;
    private final String user;
    private final List<String> entryPoint;
    private final List<String> environment;

    private UnpackedImage(Path root, JsonNode process) {
        this.root = root;
        this.user =
                process.at("/user/uid").asInt() + ":" + process.at("/user/gid").asInt();
        this.entryPoint = words(process.path("args"));
        this.environment = words(process.path("env"));
    }

    /**
     * Unpacks an image.
     *
     * @param image its layout, a colon, and its tag
     */
    static UnpackedImage of(Workspace workspace, String image) throws IOException {
        Path bundle = workspace.path("bundle");
        Tools.Result unpacked = BareDebian.finish(List.of(UMOCI, "unpack", "--image", image, bundle.toString()));
        assertThat(unpacked.status()).as(unpacked.said()).isZero();
        JsonNode config = JsonMapper.builder()
                .build()
                .readTree(Files.readString(bundle.resolve("config.json")))
                .path("process");
        return new UnpackedImage(bundle.resolve("rootfs"), config);
    }

    private static List<String> words(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    Path path(String name) {
        return root.resolve(name);
    }

    /** The number of user and group. */
    String user() {
        return user;
    }

    List<String> entryPoint() {
        return entryPoint;
    }

    /**
     * Starts the container's process.
     *
     * @param init what the init container runs
     */
    Program start(List<String> init, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(UNSHARE, "--pid", "--mount", "--fork", "--kill-child"));
        command.addAll(List.of("sh", "-c", START, "sh", root.toString(), user, String.join(" ", init)));
        command.addAll(entryPoint);
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        for (String variable : environment) {
            builder.environment().put(variable.split("=")[0], variable.split("=", 2)[1]);
        }
        builder.environment().putAll(JVM);
        Process process = builder.start();
        return new Program(process, SmtpClient.over(process));
    }

    /** Runs a command in a container, as `kubectl exec` does. */
    Tools.Result run(Program container, String... command) {
        List<String> all = new ArrayList<>(
                List.of("nsenter", "--target", Long.toString(container.jvm()), "--pid", "--mount", "env", "-i"));
        all.addAll(environment);
        all.addAll(List.of("chroot", "--userspec=" + user, root.toString()));
        all.addAll(List.of(command));
        return Tools.attempt(all);
    }

    @Override
    public void close() {
        BareDebian.finish(List.of("rm", "-rf", "--one-file-system", root.toString()));
    }
}
