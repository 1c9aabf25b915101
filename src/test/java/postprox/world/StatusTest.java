package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an administrator sees who asks whether postprox works, and what became of a message. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class StatusTest {
    private static final String FILTER = "grep -q lottery \"$EMAIL\" && { echo 550 5.7.1 no lottery >&2; exit 1; };"
            + " grep -q crash \"$EMAIL\" && { echo no space left >&2; exit 2; }; exit 0";

    private final Site site = new Site();
    private final Path directory = site.workspace().directory("control");
    private final Path control = directory.resolve("socket");
    private final Path log = site.workspace().path("log.json");

    @AfterEach
    void cleanUp() {
        site.close();
    }

    private ProxyService start() {
        Workspace.setMode(directory, 0700);
        return ProxyService.start(
                site.launch("-r", "-c", FILTER, "--log", "stderr,json:" + log, "--control", control.toString()));
    }

    private Tools.Result postprox(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(site.installation().launcher().toString()));
        command.addAll(List.of(arguments));
        return Tools.attempt(command);
    }

    private static void send(ProxyService proxy, String word, String reply) {
        try (SmtpClient client = SmtpClient.connect(proxy.port())) {
            assertThat(client.send("a@example.org", "b@example.com", "Subject: " + word + "\r\n\r\nBody\r\n"))
                    .startsWith(reply);
        }
    }

    /** A service without clients answers after a moment. */
    private Tools.Result status() {
        Patience.await("a control socket", () -> Files.exists(control));
        return postprox("status", control.toString());
    }

    @Test
    void aServiceTellsHowItIsAndWhatNeedsAttention() {
        try (ProxyService proxy = start()) {
            Tools.Result idle = status();
            assertThat(idle.status()).isZero();
            assertThat(idle.said()).contains("not asked yet", "accepted 0", "unfiltered 0");

            send(proxy, "hello", "250");
            send(proxy, "lottery", "550");
            Tools.Result well = status();
            assertThat(well.status()).isZero();
            assertThat(well.said())
                    .contains(
                            "listening 127.0.0.1:" + proxy.port(),
                            "next hop " + site.sink().place() + " ok (",
                            "accepted 1   changed 0   refused 1   deferred 0   failed filter 0   unfiltered 0",
                            "running 0 of 100")
                    .doesNotContain("attention");

            send(proxy, "crash", "451");
            Tools.Result ill = status();
            assertThat(ill.status()).isEqualTo(1);
            assertThat(ill.said())
                    .contains("deferred 1   failed filter 1", "exit status 2: no space left")
                    .endsWith(": postprox log --failed\n");
            Tools.Result json = postprox("status", "--json", control.toString());
            assertThat(json.status()).isEqualTo(1);
            assertThat(json.said())
                    .startsWith("{\"protocol\":1,\"version\":")
                    .contains("\"reply\":\"550 5.7.1 no lottery\"");
        }
        assertThat(control).doesNotExist();
    }

    @Test
    void ofSeveralFiltersItIsToldWhichOneHasAMessage() throws IOException, InterruptedException {
        Path gate = site.workspace().path("gate");
        Tools.run("mkfifo", gate.toString());
        Workspace.setMode(directory, 0700);
        try (ProxyService proxy = ProxyService.start(site.launch(
                "--filter",
                "command:exit 0,name=first",
                "--filter",
                "command:cat " + gate + ",name=second",
                "--log",
                "stderr",
                "--control",
                control.toString()))) {
            Thread sender = Thread.ofVirtual().start(() -> send(proxy, "hello", "250"));
            Patience.await(
                    "the second filter",
                    () -> postprox("status", "--json", control.toString())
                            .said()
                            .contains("\"step\":\"filtering\",\"filter\":\"second\""));
            Path _ = Files.writeString(gate, "go on");
            sender.join();
        }
    }

    @Test
    void whereNobodyRunsTheStatusIsThreeAndSaysWhatToDo() {
        Tools.Result nobody =
                postprox("status", site.workspace().path("nothing").toString());

        assertThat(nobody.status()).isEqualTo(3);
        assertThat(nobody.said()).contains("no process of postprox answers; start it");
    }

    @Test
    void afterItWasKilledItsSocketIsReplacedByTheNext() {
        try (ProxyService proxy = start()) {
            send(proxy, "hello", "250");
            assertThat(status().status()).isZero();
            proxy.kill();
        }
        assertThat(control).exists();
        assertThat(postprox("status", control.toString()).said()).contains("its process has ended");
        try (ProxyService proxy = start()) {
            send(proxy, "hello", "250");
            Patience.await(
                    "an answer", () -> postprox("status", control.toString()).status() == 0);
        }
        assertThat(control).doesNotExist();
    }

    @Test
    void theLogTellsWhatBecameOfMessagesAndExplainTheStoryOfOne() {
        try (ProxyService proxy = start()) {
            send(proxy, "hello", "250");
            send(proxy, "crash", "451");
            send(proxy, "lottery", "550");
        }
        Tools.Result all = postprox("log", log.toString());
        assertThat(all.status()).isZero();
        assertThat(all.said().lines()).hasSize(3);
        assertThat(all.said())
                .containsSubsequence(
                        "refused     a@example.org -> b@example.com",
                        "550 5.7.1 no lottery",
                        "deferred    ",
                        "filter failed: exit status 2: no space left",
                        "accepted    ",
                        "queued as SINK1");
        assertThat(postprox("log", "--failed", "--to", "B@EXAMPLE", log.toString())
                        .said()
                        .lines())
                .hasSize(1);
        assertThat(postprox("log", "--from", "nobody", log.toString()).said()).isEmpty();
        assertThat(postprox("log", "-n", "1", "--json", log.toString()).said()).startsWith("{\"time\":\"");

        Path config = site.workspace().file("postprox.conf", "next-hop = 127.0.0.1:1\nlog = syslog,json:" + log + "\n");
        Tools.Result story = postprox("explain", "--config", config.toString(), "SINK1");
        assertThat(story.status()).isZero();
        assertThat(story.said())
                .containsSubsequence(
                        "client 127.0.0.1", "a@example.org -> b@example.com", "250 2.0.0 Ok: queued as SINK1");
        assertThat(postprox("explain", "--config", config.toString(), "SINK99").status())
                .isEqualTo(1);
        assertThat(postprox("explain", "--config", config.toString(), "said:", "550", "5.7.1", "no", "lottery")
                        .said())
                .contains("the filter refused a message", "a@example.org -> b@example.com", "postprox explain ");
    }

    @Test
    void aResidentAnswersBesideItsSocketAndItsUserAloneIsAsked() {
        try (ResidentSessions sessions = new ResidentSessions()) {
            sessions.deliver(Standing.ON_PIPES, sessions.launch("-c", "true"));
            String asking = "setpriv --reuid=" + sessions.user() + " --regid=nogroup --clear-groups "
                    + sessions.installation().launcher() + " status";
            Patience.await(
                    "a resident's answer",
                    () -> Tools.attempt(List.of("/bin/sh", "-c", asking)).said().contains("accepted 1"));
            Tools.Result answer = Tools.attempt(List.of("/bin/sh", "-c", asking));
            assertThat(answer.status()).isZero();
            assertThat(answer.said()).contains("resident " + sessions.sockets());
        }
    }

    /** script(1) gives it a terminal, whose keys come from a pipe. */
    @Test
    void topShowsWhatItDoesOnATerminalUntilItIsToldToEnd() throws IOException, InterruptedException {
        String script = Tools.require("/usr/bin/script", "bsdutils");
        try (ProxyService proxy = start()) {
            send(proxy, "lottery", "550");
            Patience.await("a control socket", () -> Files.exists(control));
            String top = site.installation().launcher() + " top " + control;
            ProcessBuilder builder = new ProcessBuilder(script, "-qec", "stty cols 120 rows 30; " + top, "/dev/null")
                    .redirectErrorStream(true);
            builder.environment().put("TERM", "xterm");
            Process terminal = builder.start();
            try (InputStream screen = terminal.getInputStream();
                    OutputStream keys = terminal.getOutputStream()) {
                await(screen, "550 5.7.1 no lottery");
                press(keys, 'f');
                await(screen, "RUNNING WAITING");
                press(keys, 'q');
                assertThat(terminal.waitFor()).isZero();
            } finally {
                terminal.destroyForcibly();
            }
            Tools.Result elsewhere = postprox("top", control.toString());
            assertThat(elsewhere.status()).isEqualTo(2);
            assertThat(elsewhere.said()).contains("top needs a terminal; postprox status prints");
        }
    }

    @Test
    void aTopThatIsEndedByASignalLeavesTheTerminalAsItWas() throws IOException {
        String script = Tools.require("/usr/bin/script", "bsdutils");
        try (ProxyService _ = start()) {
            Patience.await("a control socket", () -> Files.exists(control));
            String top = site.installation().launcher() + " top " + control;
            ProcessBuilder builder = new ProcessBuilder(script, "-qec", "stty cols 120 rows 30; " + top, "/dev/null")
                    .redirectErrorStream(true);
            builder.environment().put("TERM", "xterm");
            Process terminal = builder.start();
            try (InputStream screen = terminal.getInputStream()) {
                await(screen, "LAST REFUSALS");
                terminal.descendants()
                        .filter(process -> process.children().findAny().isEmpty())
                        .forEach(ProcessHandle::destroy);
                await(screen, "\u001b[?1049l");
            } finally {
                terminal.destroyForcibly();
            }
        }
    }

    private static void await(InputStream screen, String words) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf(words) < 0) {
            int c = screen.read();
            assertThat(c).as(words + " behind " + text).isNotNegative();
            text.append((char) c);
        }
    }

    private static void press(OutputStream keys, char key) throws IOException {
        keys.write(key);
        keys.flush();
    }
}
