package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import postprox.testkit.BuiltJar;

/** The Debian package: what ./package builds, and its life on a machine with Postfix and without Java. */
@Tag("full")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PackageTest {
    private static final String LINTIAN = Tools.require("/usr/bin/lintian", "lintian");
    private static final String FILTER = """
            #!/bin/sh
            grep -qi lottery "$EMAIL" && { echo "550 5.7.1 We do not play the lottery" >&2; exit 1; }
            exit 0
            """;

    private static final List<String> POSTFIX = List.of(
            "smtp inet n - y - 20 smtpd -o smtpd_proxy_filter=127.0.0.1:10025",
            "127.0.0.1:10025 inet n n n - 20 spawn user=postprox"
                    + " argv=/usr/sbin/postprox --config /etc/postprox/postprox.conf 127.0.0.1:10026",
            "127.0.0.1:10026 inet n - n - - smtpd -o smtpd_authorized_xforward_hosts=127.0.0.0/8 -o smtpd_proxy_filter=");

    private final Workspace workspace = Workspace.create();
    private final Path built = BuiltPackage.file();

    @AfterAll
    void cleanUp() {
        workspace.close();
    }

    /** An AOT cache is never the same twice, and its size counts. Its checksum is in the list of checksums. */
    @Test
    void twoBuildsHaveTheSameBytesButForTheAotCache() {
        assertThat(contents(buildAgain())).isEqualTo(contents(built));
    }

    @Test
    void lintianFindsNothingThatHasNoReason() {
        Tools.Result result =
                BareDebian.finish(List.of(LINTIAN, "--allow-root", "--fail-on", "error,warning", built.toString()));

        assertThat(result.said()).doesNotContain("E: ", "W: ");
        assertThat(result.status()).isZero();
    }

    @Test
    void aMailServerGetsItUsesItUpgradesItAndGetsRidOfIt() throws Exception {
        try (BareDebian debian = BareDebian.start(workspace)) {
            Set<String> before = debian.paths();
            debian.install(built);
            nothingListensAndCommandsWork(debian);
            mailIsFiltered(debian);
            theLogIsRotated(debian);
            aSessionGoesOnOverAnUpgrade(debian);
            removalWarnsAndEndsResidents(debian);
            debian.run("apt-get", "-qy", "purge", "postprox");
            debian.run("postfix", "stop");

            Set<String> after = debian.paths();
            after.removeAll(before);
            assertThat(after)
                    .as("left by postprox; the filter is the administrator's")
                    .containsExactly("/etc/postprox", "/etc/postprox/filter", "/srv/next.deb", "/var/log/postfix.log");
            assertThat(debian.run("id", "-u", "postprox")).as("the user stays").isNotEmpty();
        }
    }

    /** README.md, from the package to a server on which nothing is left of it. */
    @Test
    void thePathOfTheReadmeLeadsToARefusedMailAndBack() throws Exception {
        try (BareDebian debian = BareDebian.start(workspace)) {
            debian.install(built);
            ReadmePath.walk(debian);
            debian.run("apt-get", "-qy", "purge", "postprox");
            assertThat(debian.attempt("sh", "-c", "command -v postprox").said()).isEmpty();
            debian.run("postfix", "stop");
        }
    }

    private static void nothingListensAndCommandsWork(BareDebian debian) {
        assertThat(debian.jars()).isEmpty();
        assertThat(debian.beside("ss", "-Hltn").said()).isEmpty();
        assertThat(debian.run("runuser", "-u", "postprox", "--", "postprox", "demo"))
                .endsWith("All three went as they must.\n");
        // The runtime of the package is used whatever the machine has.
        assertThat(debian.run("env", "JAVA_HOME=/nowhere", "postprox", "--version"))
                .startsWith("postprox 1.0.0\n");
        assertThat(debian.attempt("postprox", "config", "check", "/etc/postprox/postprox.conf"))
                .isEqualTo(new Tools.Result(
                        2,
                        "postprox: /etc/postprox/postprox.conf:11: command: the command was not found: /etc/postprox/filter;"
                                + " correct the path, or install the program\n"));
        assertThat(modules(debian.run("/usr/lib/postprox/runtime/bin/java", "-XX:-UsePerfData", "--list-modules")))
                .containsAll(neededModules());
    }

    private static void mailIsFiltered(BareDebian debian) throws IOException {
        debian.write("etc/postprox/filter", FILTER, "755");
        debian.configurePostfix();
        for (String entry : POSTFIX) {
            debian.run("postconf", "-Me", entry.split(" ")[0] + "/inet=" + entry);
        }
        debian.run("postfix", "start");

        theCacheIsAcceptedByAllKindsOfProcess(debian);
        assertThat(debian.send("hello")).contains("<-  250 2.0.0 Ok: queued as ");
        assertThat(debian.send("lottery")).contains("<** 550 5.7.1 We do not play the lottery");
        assertThat(debian.jars()).as("one resident for both").hasSize(1);
        assertThat(debian.read("var/log/postprox/postprox.json"))
                .contains("\"event\":\"message_accepted\"", "\"event\":\"message_refused\"");
    }

    /** In this mode a JVM ends with 1 instead of starting without the cache. The kinds have different options. */
    private static void theCacheIsAcceptedByAllKindsOfProcess(BareDebian debian) {
        String begin = "export POSTPROX_JAVA_OPTIONS=-XX:AOTMode=on; ";
        assertThat(debian.run("sh", "-c", begin + "postprox --version")).startsWith("postprox 1.0.0\n");
        assertThat(debian.run("sh", "-c", begin + "printf 'QUIT\\r\\n' | postprox --no-resident 127.0.0.1:10026"))
                .contains("221 2.0.0 Bye");
        debian.run(
                "sh",
                "-c",
                begin + "postprox -l 2525 --pidfile /run/pid 127.0.0.1:10026 && pid=$(cat /run/pid) && kill $pid && "
                        + "while grep -q java /proc/$pid/cmdline 2>/dev/null; do sleep 0.1; done");
    }

    private static void theLogIsRotated(BareDebian debian) throws IOException {
        debian.run("logrotate", "--force", "/etc/logrotate.d/postprox");
        debian.send("after the rotation");

        assertThat(debian.read("var/log/postprox/postprox.json")).contains("message_accepted");
        assertThat(debian.read("var/log/postprox/postprox.json.1")).contains("message_refused");
    }

    /** The old process has its session until the end, although its files are gone. A new session has the new program. */
    private void aSessionGoesOnOverAnUpgrade(BareDebian debian) throws Exception {
        Path ready = workspace.path("ready");
        Path go = workspace.path("go");
        Path file = debian.path("etc/postprox/postprox.conf");
        String edited = Files.readString(file) + "# edited\n";
        Files.writeString(file, edited);
        Process held = debian.startBeside(
                Tools.PYTHON, Tools.resource("held-session.py"), "10025", ready.toString(), go.toString());
        Tools.run("sh", "-c", "until [ -e \"$1\" ]; do sleep 0.1; done", "sh", ready.toString());
        List<String> old = debian.jars();

        debian.install(nextVersion());

        assertThat(debian.run("postprox", "--version")).startsWith("postprox 1.0.1\n");
        assertThat(Files.readString(file)).isEqualTo(edited);
        Files.writeString(go, "");
        assertThat(new String(held.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .startsWith("(250, ");
        assertThat(debian.send("lottery")).contains("<** 550 5.7.1");
        assertThat(debian.jars()).as("residents").containsAll(old).hasSizeGreaterThan(old.size());
    }

    private static void removalWarnsAndEndsResidents(BareDebian debian) {
        assertThat(debian.run("apt-get", "-qy", "remove", "postprox"))
                .contains(
                        "postprox: warning: Postfix still sends mail to postprox: /etc/postfix/master.cf names /usr/sbin/postprox");
        assertThat(debian.jars()).isEmpty();
        assertThat(debian.send("hello")).as("no mail passes unfiltered").contains("<** 451 4.3.0");
    }

    /** The same with other words in its jar, so that it has another jar, and without a cache, which costs time only. */
    private Path nextVersion() throws IOException {
        Path tree = unpacked(built, "next");
        Path control = tree.resolve("DEBIAN/control");
        Files.writeString(control, Files.readString(control).replace("Version: 1.0.0", "Version: 1.0.1"));
        Path directory = tree.resolve("usr/lib/postprox");
        String name = Files.readString(directory.resolve("program")).strip();
        Path jar = Files.move(directory.resolve(name + ".jar"), directory.resolve("postprox-0123456789abcdef.jar"));
        Files.delete(directory.resolve(name + ".aot"));
        Files.writeString(directory.resolve("program"), "postprox-0123456789abcdef\n");
        try (FileSystem zip = FileSystems.newFileSystem(jar)) {
            Files.writeString(zip.getPath("postprox/version.txt"), "1.0.1\n");
        }
        Path archive = workspace.path("next.deb");
        BareDebian.finish(List.of("dpkg-deb", "-Znone", "-b", tree.toString(), archive.toString()));
        return archive;
    }

    private Path buildAgain() {
        Path output = workspace.directory("again");
        Tools.Result result =
                BareDebian.finish(List.of("./package", "--quick", "--jar=" + BuiltJar.path(), "--output=" + output));
        assertThat(result.status()).as(result.said()).isZero();
        return output.resolve(BuiltPackage.NAME);
    }

    private Path unpacked(Path archive, String name) {
        Path tree = workspace.path(name);
        BareDebian.finish(List.of("dpkg-deb", "-R", archive.toString(), tree.toString()));
        return tree;
    }

    /** Names, owners, modes and times of all files, and their checksums. */
    private String contents(Path archive) {
        Path tree = unpacked(archive, "tree");
        String list = BareDebian.finish(List.of(
                        "sh",
                        "-c",
                        "dpkg-deb --fsys-tarfile \"$1\" | tar -tv --full-time --numeric-owner -f - | grep -v '[.]aot$'; cd \"$2\";"
                                + " find . -type f ! -name '*.aot' ! -path ./DEBIAN/control ! -path ./DEBIAN/md5sums | sort |"
                                + " xargs -d '\\n' sha256sum;"
                                + " grep -v ^Installed-Size: DEBIAN/control; grep -v '[.]aot$' DEBIAN/md5sums",
                        "sh",
                        archive.toString(),
                        tree.toString()))
                .said();
        assertThat(list).contains("./usr/lib/postprox/runtime/lib/modules", "Package: postprox");
        Tools.run("rm", "-r", tree.toString());
        return list;
    }

    private static Set<String> modules(String list) {
        Matcher names = Pattern.compile("(?m)^([a-z.]+)@").matcher(list);
        return new TreeSet<>(names.results().map(name -> name.group(1)).toList());
    }

    private static List<String> neededModules() {
        String jdeps = Path.of(System.getProperty("java.home"), "bin", "jdeps").toString();
        Tools.Result result = BareDebian.finish(
                List.of(
                        "sh",
                        "-c",
                        jdeps
                                + " --ignore-missing-deps --print-module-deps --multi-release 25 target/classes target/lib/*.jar"));
        assertThat(result.status()).as(result.said()).isZero();
        return Arrays.asList(result.said().lines().reduce("", (_, last) -> last).split(","));
    }
}
