package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import postprox.testkit.PluginJars;

/** Filters in Java in the real program. */
@Timeout(value = 240, threadMode = SEPARATE_THREAD)
class JavaFilterServiceTest {
    private static final Path EXAMPLE = Path.of("examples/java-filter").toAbsolutePath();
    private static final Path API = Path.of("target/filter-api").toAbsolutePath();
    private static final String MAIL = "Subject: win\r\n\r\nThe great Lottery\r\n";

    private final Workspace workspace = Workspace.create();
    private final Installation installation = Installation.in(workspace, "postprox");
    private final Path plugins = workspace.directory("plugins");
    private final Path spool = workspace.openDirectory("spool");
    private final MailSink sink = MailSink.start();

    @AfterEach
    void cleanUp() {
        sink.close();
        workspace.close();
    }

    /** As its README says it, with the published jar alone. */
    @Test
    void theExampleCompilesAgainstThePublishedJarAloneAndWorks() throws Exception {
        String bin = System.getProperty("java.home") + "/bin/";
        Path classes = workspace.directory("classes");
        Tools.run(
                bin + "javac",
                "-Xlint:all",
                "-Werror",
                "-cp",
                api("postprox-filter-api.jar"),
                "-d",
                classes.toString(),
                EXAMPLE.resolve("src/main/java/com/example/WordFilter.java").toString());
        Tools.run("cp", "-r", EXAMPLE.resolve("src/main/resources/META-INF").toString(), classes.toString());
        Tools.run(bin + "jar", "-cf", plugins.resolve("word-filter.jar").toString(), "-C", classes.toString(), ".");
        Files.setPosixFilePermissions(plugins.resolve("word-filter.jar"), PosixFilePermissions.fromString("rw-r--r--"));
        Path words = workspace.file("words", "lottery\n");

        Path file = config("filter = java:com.example.WordFilter", "options = file=" + words);
        assertThat(Tools.run(installation.launcher().toString(), "config", "check", file.toString()))
                .isEqualTo(file + ": nothing is wrong\n");
        try (ProxyService proxy = service(file)) {
            assertThat(proxy.send(MAIL)).isEqualTo("550 5.7.1 This text is not welcome here");
            proxy.log().await("reject: .*; by=filter; filters=own:reject ");

            config("filter = java:com.example.WordFilter", "options = file=" + words + " action=tag");
            hangUp(proxy);
            proxy.log().await("configuration read again from .*: filter; changed filters: own$");
            assertThat(proxy.send(MAIL)).startsWith("250");
            proxy.log().await("accept: .*filters=own:edit ");
        }
        assertThat(sink.await().content())
                .isEqualTo("Subject: [words] win\r\nX-Words: found\r\n\r\nThe great Lottery\r\n");
        assertThat(API.resolve("postprox-filter-api-sources.jar")).exists();
    }

    /** The jar of the build: ./postprox --version makes it. */
    private static String api(String name) {
        Path jar = API.resolve(name);
        assertThat(jar).as("made by ./postprox --version").exists();
        return jar.toString();
    }

    @ParameterizedTest
    @EnumSource
    void whatAFilterPrintsGoesToTheLogAndNeverToTheClient(Standing standing) {
        PluginJars.make(plugins.resolve("plug.jar"), "Plug", """
                System.out.println("250 2.0.0 printed");
                System.out.write('x');
                System.out.println();
                System.err.println("an error of mine");
                Thread own = new Thread(() -> System.out.println("by a thread of its own"));
                own.start();
                own.join();
                Thread virtual = Thread.startVirtualThread(() -> System.out.println("by a virtual thread"));
                virtual.join();
                return Answer.accept();
                """);
        try (SyslogReceiver syslog = SyslogReceiver.in(workspace);
                Program program = standing.start(Launch.of(
                                installation,
                                sink.place(),
                                "-d",
                                spool.toString(),
                                "--plugins",
                                plugins.toString(),
                                "--filter",
                                "java:plug.Plug,name=own",
                                "--log",
                                syslog.target())
                        .as("nobody"))) {
            assertThat(program.client().reply()).startsWith("220");
            assertThat(program.client().send("a@example.org", "b@example.com", MAIL))
                    .startsWith("250 2.0.0 Ok: queued");
            syslog.lines().await("java filter printed: own: 250 2.0.0 printed$");
            syslog.lines().await("java filter printed: own: x$");
            syslog.lines().await("java filter printed: own: an error of mine$");
            syslog.lines().await("java filter printed: own: by a thread of its own$");
            syslog.lines().await("java filter printed: by a virtual thread$");
            assertThat(program.client().say("QUIT")).startsWith("221");
            assertThat(program.client().rest()).isEmpty();
        }
        assertThat(sink.await().content()).isEqualTo(MAIL);
    }

    @Test
    void aFilterThatHangsAndThrowsAndFloodsLeavesTheOthersAlone() throws Exception {
        PluginJars.make(plugins.resolve("plug.jar"), "Plug", """
                switch (message.envelope().sender()) {
                    case "hang@example.org": while (true) { try { Thread.sleep(1000); } catch (InterruptedException e) { } }
                    case "throw@example.org": throw new IllegalStateException("odd");
                    case "flood@example.org": return Answer.replace(out -> { while (true) { out.write(new byte[9000]); } });
                    case "touch@example.org": Files.writeString(message.file(), "Subject: forged\\n\\n"); return Answer.accept();
                    default: return Answer.accept("fine");
                }
                """);
        Path file = config("filter = java:plug.Plug", "timeout = 1", "lost-threads = 2");
        try (ProxyService proxy = service(file)) {
            assertThat(proxy.sendFrom("throw@example.org", MAIL)).isEqualTo("451 4.3.0 Error running content filter");
            proxy.log()
                    .await(
                            "warning: java filter threw an exception: own: java.lang.IllegalStateException: odd < plug.Plug");
            proxy.log()
                    .await(
                            "warning: filter failed: own: it threw java.lang.IllegalStateException: odd; the message was refused for now");
            assertThat(proxy.sendFrom("flood@example.org", MAIL)).startsWith("451 ");
            proxy.log().await("own: what the filter wrote is larger than --message-size allows \\(1048576 bytes\\)");
            assertThat(proxy.sendFrom("touch@example.org", MAIL)).startsWith("451 ");
            assertThat(proxy.sendFrom("a@example.org", MAIL)).startsWith("250");
            for (int i = 0; i < 2; i++) {
                assertThat(proxy.sendFrom("hang@example.org", MAIL))
                        .isEqualTo("451 4.3.0 Error running content filter");
            }
            proxy.log()
                    .await(
                            "warning: java filter is asked no more, too many of its threads are lost: own: lost-threads=2, lost now: 2");
            assertThat(proxy.sendFrom("a@example.org", MAIL)).isEqualTo("451 4.3.0 Error running content filter");
            proxy.log().await("not asked, since 2 of its threads are lost");

            hangUp(proxy);
            proxy.log().await("configuration read again from .*: changed filters: own$");
            assertThat(proxy.sendFrom("a@example.org", MAIL)).as("made anew").startsWith("250");
        }
        assertThat(postprox.testkit.Spooled.in(spool)).isEmpty();
    }

    @Test
    void aReloadTakesANewJarAndRefusesABrokenOne() throws Exception {
        PluginJars.make(plugins.resolve("plug.jar"), "Plug", "return Answer.reject(550, \"5.7.1\", \"one\");");
        Path file = config("filter = java:plug.Plug");
        try (ProxyService proxy = service(file)) {
            assertThat(proxy.send(MAIL)).isEqualTo("550 5.7.1 one");

            PluginJars.make(
                    plugins.resolve("plug.jar"),
                    "Plug",
                    "public void start(Configuration c) { throw new IllegalStateException(\"no rules\"); }",
                    "return Answer.accept();");
            hangUp(proxy);
            proxy.log()
                    .await(
                            "warning: the configuration was not read again, all is as before: cannot load the filter own:"
                                    + " plug.Plug did not start: java.lang.IllegalStateException: no rules");
            assertThat(proxy.send(MAIL)).isEqualTo("550 5.7.1 one");

            PluginJars.make(plugins.resolve("plug.jar"), "Plug", "return Answer.reject(550, \"5.7.1\", \"two\");");
            hangUp(proxy);
            proxy.log().await("configuration read again from .*: changed filters: own$");
            assertThat(proxy.send(MAIL)).isEqualTo("550 5.7.1 two");
        }
    }

    @Test
    void aStartAndConfigCheckSayWhatIsWrongWithAPlugin() throws Exception {
        PluginJars.make(plugins.resolve("plug.jar"), "Plug", "return Answer.accept();");
        String launcher = installation.launcher().toString();
        assertThat(Tools.attempt(List.of(
                        launcher,
                        "config",
                        "check",
                        config("filter = java:plug.Other").toString())))
                .isEqualTo(new Tools.Result(
                        2,
                        "postprox: cannot load the filter own: no jar in " + plugins
                                + " has the filter plug.Other; they have: plug.Plug\n"));
        assertThat(Tools.attempt(List.of(
                        launcher,
                        "127.0.0.1:1",
                        "-l",
                        Integer.toString(Tools.freePort()),
                        "--foreground",
                        "--log",
                        "stderr",
                        "--plugins",
                        plugins.toString(),
                        "--filter",
                        "java:plug.Other")))
                .isEqualTo(new Tools.Result(
                        2,
                        "postprox: cannot load the filter java: no jar in " + plugins
                                + " has the filter plug.Other; they have: plug.Plug\n"));
        assertThat(Tools.attempt(List.of(launcher, "127.0.0.1:1", "-l", "2", "--filter", "java:plug.Plug")))
                .isEqualTo(new Tools.Result(
                        2,
                        "postprox: --filter: java:plug.Plug needs the directory of its jar; name it by"
                                + " plugins, on the command line --plugins\n"));
        assertThat(Tools.attempt(List.of(launcher, "127.0.0.1:1", "-l", "2", "--filter", "java:plug Plug"))
                        .said())
                .contains("'plug Plug' is no name of a class: write java:com.example.MyFilter");
    }

    @Test
    void aTrialShowsWhatAFilterAnswersAndPrints() {
        PluginJars.make(plugins.resolve("plug.jar"), "Plug", """
                System.out.println("hello");
                return Answer.reject(550, "5.7.1", "no");
                """);
        Path mail = workspace.file("mail", "Subject: one\n\nbody\n");
        Tools.Result result = Tools.attempt(List.of(
                installation.launcher().toString(),
                "try",
                "-d",
                spool.toString(),
                "--plugins",
                plugins.toString(),
                "--filter",
                "java:plug.Plug",
                mail.toString()));
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.said()).contains("550 5.7.1 no", "postprox: java filter printed: java: hello");
    }

    private Path config(String... lines) {
        List<String> all = new ArrayList<>(List.of(
                "next-hop = " + sink.place(),
                "plugins = " + plugins,
                "tempdir = " + spool,
                "message-size = 1M",
                "[filter own]"));
        all.addAll(List.of(lines));
        return workspace.file("postprox.conf", String.join("\n", all) + "\n");
    }

    private ProxyService service(Path file) {
        return ProxyService.start(Launch.of(installation, "--config", file.toString(), "-v", "--log", "stderr")
                .as("nobody"));
    }

    private static void hangUp(ProxyService proxy) throws IOException {
        Tools.run("/bin/kill", "-HUP", Long.toString(proxy.jvm()));
    }
}
