package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A machine with two instances of Postfix, the second one made by postmulti(1). That program works on /etc/postfix alone, so that each
 * command here has a directory of the test's in that place, and the machine's own is not touched.
 */
class SetupInstancesTest {
    private static final String UNSHARE = Tools.require("/usr/bin/unshare", "util-linux");
    private static final Path STOCK = Path.of("/usr/share/postfix");
    private static final Path PRIMARY = Path.of("/etc/postfix");

    private final Workspace workspace = Workspace.create();
    private final Installation installation = Installation.in(workspace, "postprox");
    private final Path first = workspace.directory("first");
    private final Path second = workspace.path("second");
    private final String filter = workspace.script("filter", "exit 0\n").toString();

    @AfterEach
    void remove() {
        workspace.close();
    }

    @BeforeEach
    void makeInstances() throws IOException {
        for (String name : List.of("postfix-script", "post-install", "postfix-files")) {
            Path _ = Files.copy(PRIMARY.resolve(name), first.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
        }
        for (String name : List.of("main.cf.proto", "master.cf.proto", "master.cf")) {
            String stock = name.startsWith("main.cf") ? "main.cf.dist" : "master.cf.dist";
            Path _ = Files.copy(STOCK.resolve(stock), first.resolve(name));
        }
        Workspace.letCool(workspace.file(
                "first/main.cf",
                "compatibility_level = 3.6\nmyhostname = mx.example.org\nqueue_directory = "
                        + workspace.directory("first-queue") + "\ndata_directory = " + workspace.directory("first-data")
                        + "\n"));
        Tools.run("chown", "postfix", workspace.path("first-data").toString());
        succeed("postmulti", "-e", "init");
        succeed(
                "postmulti",
                "-I",
                "postfix-two",
                "-e",
                "create",
                "config_directory=" + second,
                "queue_directory=" + workspace.path("second-queue"),
                "data_directory=" + workspace.path("second-data"));
    }

    @Test
    void whichInstanceIsMeantIsAskedAndNotGuessed() {
        for (String way : List.of("--diff", "--apply", "--undo")) {
            Tools.Result result = setup(way);

            assertThat(result.said()).contains("several instances of Postfix", "--postfix", PRIMARY + ", " + second);
            assertThat(result.status()).isEqualTo(2);
        }
    }

    @Test
    void oneInstanceIsSetUpAndTheOtherIsUntouched() throws IOException {
        String firstMaster = Files.readString(first.resolve("master.cf"));
        String firstMain = Files.readString(first.resolve("main.cf"));
        String secondMaster = Files.readString(second.resolve("master.cf"));

        // postmulti(1) has made an instance that opens no port.
        String remedy = "postconf -c " + second + " -e 'master_service_disable ='";
        assertThat(setup("--postfix", second.toString(), "--apply", "--no-test").said())
                .contains(remedy);
        succeed("sh", "-c", remedy);
        Tools.Result applied = setup("--postfix", second.toString(), "--apply", "--no-test");

        assertThat(applied.said()).contains("--undo --postfix " + second);
        assertThat(applied.status()).isZero();
        assertThat(Files.readString(second.resolve("master.cf"))).contains("spawn");
        assertThat(first.resolve("master.cf")).hasContent(firstMaster);
        assertThat(first.resolve("main.cf")).hasContent(firstMain);

        assertThat(setup("--postfix", second.toString(), "--undo").said()).contains("byte for byte");
        assertThat(Files.readString(second.resolve("master.cf"))).isEqualTo(secondMaster);
    }

    /** The two share the addresses of the machine, also while one of them does not run. */
    @Test
    void twoInstancesGetPortsOfTheirOwn() throws IOException {
        succeed("sh", "-c", "postconf -c " + second + " -e 'master_service_disable ='");
        succeed(setupOf("--postfix", second.toString(), "--apply", "--no-test"));
        succeed(setupOf("--postfix", PRIMARY.toString(), "--apply", "--no-test"));

        assertThat(ports(first)).hasSize(2).doesNotContainAnyElementsOf(ports(second));
    }

    private static List<String> ports(Path directory) throws IOException {
        return Files.readAllLines(directory.resolve("master.cf")).stream()
                .filter(line -> line.startsWith("127.0.0.1:"))
                .map(line -> line.split(" ", 2)[0])
                .toList();
    }

    private Tools.Result setup(String... options) {
        return inside(setupOf(options));
    }

    private String[] setupOf(String... options) {
        List<String> command = new ArrayList<>(List.of(
                installation.home().resolve("postprox").toString(),
                "setup",
                filter,
                "--user",
                "nobody",
                "--state",
                workspace.path("state").toString()));
        if (List.of(options).contains("--undo")) {
            boolean _ = command.remove(filter);
        }
        command.addAll(List.of(options));
        return command.toArray(String[]::new);
    }

    private void succeed(String... command) {
        Tools.Result result = inside(command);
        assertThat(result.status()).as(result.said()).isZero();
    }

    /** Runs a command on a machine whose /etc/postfix is the first instance. */
    private Tools.Result inside(String... command) {
        List<String> all = new ArrayList<>(List.of(
                UNSHARE,
                "--mount",
                "sh",
                "-c",
                "mount --bind \"$0\" " + PRIMARY + " && exec \"$@\"",
                first.toString()));
        all.addAll(List.of(command));
        return Tools.attempt(all);
    }
}
