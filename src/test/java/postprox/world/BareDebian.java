package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * A Debian of its own, with Postfix and without Java: a root directory that mmdebstrap(1) has made, in namespaces of its own. So its
 * processes, its mounts and its ports are nobody else's, and end with it.
 */
final class BareDebian implements AutoCloseable {
    /** {@code ./test --full} makes it. */
    private static final Path ARCHIVE = Path.of("target/packages/debian-root.tar");

    private static final String UNSHARE = Tools.require("/usr/bin/unshare", "util-linux");
    private static final String SWAKS = Tools.require("/usr/bin/swaks", "swaks");
    private static final int SECONDS = 240;

    private static final String START = """
            set -e
            mount --bind "$1" "$1"
            mount -t proc proc "$1/proc"
            mount -t tmpfs tmpfs "$1/dev"
            for device in null zero full random urandom; do
                : >"$1/dev/$device"
                mount --bind "/dev/$device" "$1/dev/$device"
            done
            ln -s /proc/self/fd "$1/dev/fd"
            ln -s fd/0 "$1/dev/stdin"
            ln -s fd/1 "$1/dev/stdout"
            ln -s fd/2 "$1/dev/stderr"
            ip link set lo up
            echo ready
            exec sleep infinity
            """;

    private final Path root;
    private final Process process;
    private final long inside;

    private BareDebian(Path root, Process process, long inside) {
        this.root = root;
        this.process = process;
        this.inside = inside;
    }

    static BareDebian start(Workspace workspace) throws IOException {
        if (!Files.exists(ARCHIVE)) {
            throw new AssertionError(ARCHIVE + " is missing: ./test --full makes it");
        }
        Path root = workspace.openDirectory("debian");
        finish(List.of("tar", "-C", root.toString(), "-xf", ARCHIVE.toString()));
        Process process = new ProcessBuilder(
                        UNSHARE,
                        "--net",
                        "--pid",
                        "--mount",
                        "--fork",
                        "--kill-child",
                        "sh",
                        "-c",
                        START,
                        "sh",
                        root.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        assertThat(output.readLine()).isEqualTo("ready");
        return new BareDebian(
                root, process, process.children().findFirst().orElseThrow().pid());
    }

    /** Runs a command of it to its end, which must be a success; returns what it said. */
    String run(String... command) {
        Tools.Result result = attempt(command);
        assertThat(result.status())
                .as(String.join(" ", command) + "\n" + result.said())
                .isZero();
        return result.said();
    }

    /** Runs a command of it to its end. */
    Tools.Result attempt(String... command) {
        return finish(nearby(command, List.of("chroot", root.toString())));
    }

    /** Runs a command of this machine beside it, with its ports and processes. */
    Tools.Result beside(String... command) {
        return finish(nearby(command, List.of()));
    }

    /** Starts a command of this machine beside it. */
    Process startBeside(String... command) throws IOException {
        return new ProcessBuilder(nearby(command, List.of()))
                .redirectErrorStream(true)
                .start();
    }

    private List<String> nearby(String[] command, List<String> within) {
        List<String> words = new ArrayList<>(
                List.of("nsenter", "--target", Long.toString(inside), "--net", "--pid", "--mount", "env", "-i"));
        words.addAll(List.of("PATH=/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND=noninteractive"));
        words.addAll(within);
        words.addAll(List.of(command));
        return words;
    }

    /** Runs a command that may take longer than {@link Tools#attempt} waits. */
    static Tools.Result finish(List<String> command) {
        try {
            Path output = Files.createTempFile("postprox-test", ".out");
            try {
                Process running = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
                boolean ended = running.waitFor(SECONDS, TimeUnit.SECONDS);
                running.destroyForcibly();
                assertThat(ended).as(String.join(" ", command) + " ends").isTrue();
                return new Tools.Result(running.exitValue(), Files.readString(output, StandardCharsets.ISO_8859_1));
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    Path path(String name) {
        return root.resolve(name);
    }

    String read(String name) throws IOException {
        return Files.readString(root.resolve(name), StandardCharsets.ISO_8859_1);
    }

    void write(String name, String text, String mode) throws IOException {
        Files.writeString(root.resolve(name), text);
        finish(List.of("chmod", mode, root.resolve(name).toString()));
    }

    /** The paths of all files but those of the kernel, and those that programs other than postprox write at any time. */
    Set<String> paths() {
        String all = run(
                "find",
                "/",
                "-xdev",
                "-regextype",
                "posix-extended",
                "!",
                "-regex",
                "/var/(spool|cache|log/apt|lib/(apt|dpkg|logrotate|postfix))/.*|/var/log/dpkg.log|/etc/(passwd|group|shadow|gshadow)-");
        return new TreeSet<>(all.lines().toList());
    }

    /** Installs a package as an administrator does. */
    void install(Path archive) throws IOException {
        Path copy = Files.copy(archive, path("srv/next.deb"), StandardCopyOption.REPLACE_EXISTING);
        assertThat(run("apt-get", "-qy", "install", "/srv/" + copy.getFileName()))
                .doesNotContain("dpkg: error");
    }

    /** Has Postfix take all mail to example.com, and log to a file. */
    void configurePostfix() {
        run("postconf", "-e", "maillog_file=/var/log/postfix.log", "mydestination=example.com", "alias_maps=");
        run("postconf", "-e", "local_recipient_maps=", "luser_relay=root", "inet_protocols=ipv4");
    }

    /** Sends a message through port 25; what the client said and heard. */
    String send(String subject) {
        return beside(
                        SWAKS,
                        "--server",
                        "127.0.0.1",
                        "--from",
                        "a@example.org",
                        "--to",
                        "b@example.com",
                        "--header",
                        "Subject: " + subject)
                .said();
    }

    /** The jars of the program that processes run. */
    List<String> jars() {
        return attempt(
                        "sh",
                        "-c",
                        "cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' '\\n' | grep '^/usr/lib/postprox/.*jar$' | sort")
                .said()
                .lines()
                .toList();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        finish(List.of("rm", "-rf", "--one-file-system", root.toString()));
    }
}
