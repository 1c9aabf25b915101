package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import postprox.testkit.Ports;

/** A process that listens hands its socket over, and its clients notice nothing. */
@Timeout(value = 240, threadMode = SEPARATE_THREAD)
class UpgradeTest {
    private static final String MAIL = "Subject: hello\r\n\r\nBody\r\n";
    private static final String SHUTDOWN = "421 4.3.2 Service shutting down - try again later\r\n";

    private final Handovers service = new Handovers();
    private final int port = Tools.freePort();

    @AfterEach
    void cleanUp() {
        service.close();
    }

    private ProcessHandle start(String... arguments) {
        return service.start("127.0.0.1:" + port, arguments);
    }

    private static String send(SmtpClient client) {
        return client.send("a@example.org", "b@example.com", MAIL);
    }

    private void assertServed() {
        try (SmtpClient client = SmtpClient.connect(port)) {
            assertThat(send(client)).startsWith("250 ");
        }
    }

    /** All is as before: who serves, and what others know it by. */
    private void assertUntouched(ProcessHandle old) {
        assertServed();
        assertThat(service.process()).isEqualTo(old);
        assertThat(service.asked()).isEqualTo(old);
        Residents.awaitEnd(
                service.processes().stream().filter(one -> !one.equals(old)).toList());
    }

    @Test
    void theNewProcessServesAndTheOldOneEndsWhenItsClientsHaveGone() {
        ProcessHandle old = start();
        try (SmtpClient greeted = SmtpClient.connect(port);
                SmtpClient inTransaction = SmtpClient.connect(port)) {
            inTransaction.begin("a@example.org", "b@example.com");

            Tools.Result said = service.upgrade();
            ProcessHandle next = service.asked();

            assertThat(said)
                    .isEqualTo(new Tools.Result(
                            0,
                            "process " + next.pid() + " (1.0.0) serves in place of process " + old.pid()
                                    + " (1.0.0, user root, 127.0.0.1:" + port + ")\nprocess " + old.pid()
                                    + " finishes the sessions that it has, and ends by itself\n"));
            assertThat(service.process()).isEqualTo(next);
            assertServed();
            assertThat(send(greeted)).startsWith("250 ");
            inTransaction.finish(MAIL);
            assertThat(inTransaction.reply()).startsWith("250 ");
            assertThat(greeted.say("QUIT")).startsWith("221");
            assertThat(old.isAlive()).isTrue();
            assertThat(inTransaction.say("QUIT")).startsWith("221");
            Residents.awaitEnd(List.of(old));
            assertThat(service.process()).isEqualTo(next);
            assertThat(service.asked()).isEqualTo(next);
            service.awaitLog("postprox[" + old.pid() + "]: handed over to process " + next.pid()
                    + " (1.0.0); finishing the sessions in hand");
            service.awaitLog("postprox[" + next.pid() + "]: took over from process " + old.pid() + " (1.0.0)");
            service.awaitLog("postprox[" + old.pid() + "]: stopped");
        }
    }

    @Test
    void thePageAndTheAgentAreTheNewProcesssAtTheSamePorts() {
        int page = Ports.free();
        int agent = Ports.free();
        ProcessHandle _ = start("--admin", Integer.toString(page), "--agent", Integer.toString(agent));
        service.awaitLog("the agent for HAProxy (--agent) answers at");
        try (SmtpClient greeted = SmtpClient.connect(port)) {
            ProcessHandle next = service.upgraded();

            Patience.await(
                    "the new process's page",
                    () -> answer("http://127.0.0.1:" + page + "/status").contains("\"pid\":" + next.pid() + ","));
            Patience.await(
                    "its agent", () -> answer("telnet://127.0.0.1:" + agent).equals("ready up 100%\n"));
            assertThat(send(greeted)).startsWith("250 ");
        }
        assertThat(service.log()).doesNotContain("cannot open");
    }

    /** What answers at a URL, if anything does. */
    private static String answer(String url) {
        return Tools.attempt(List.of("sh", "-c", "curl -sN --max-time 5 '" + url + "' </dev/null"))
                .said();
    }

    /** It also sees what it does then: its time is over after ten seconds. */
    @Test
    void aClientThatSaysNothingIsToldToGoAndTheOldProcessEnds() {
        ProcessHandle old = start();
        try (SmtpClient silent = SmtpClient.connect(port)) {
            ProcessHandle _ = service.upgraded();

            assertThat(silent.rest()).isEqualTo(SHUTDOWN);
        }
        Residents.awaitEnd(List.of(old));
    }

    @Test
    void theSocketsFileStaysUntilTheLastProcessStops() {
        Path socket = service.site().workspace().path("smtp");
        ProcessHandle old = service.start("unix:" + socket);
        ProcessHandle next = service.upgraded();
        Residents.awaitEnd(List.of(old));
        try (SmtpClient client = SmtpClient.connectSilently(socket)) {
            assertThat(client.reply()).startsWith("220");
            assertThat(send(client)).startsWith("250 ");
        }
        boolean _ = next.destroy();
        Residents.awaitEnd(List.of(next));

        assertThat(socket).doesNotExist();
        assertThat(service.pidFile()).doesNotExist();
        assertThat(service.control()).doesNotExist();
    }

    @Test
    void aProcessInTheForegroundHandsItsStandardErrorOnToo() {
        Launch launch = service.site()
                .launch("--log", "stderr", "--control", service.control().toString(), "--foreground")
                .with("-l", "127.0.0.1:" + port, "--pidfile", service.pidFile().toString());
        try (Program program = launch.onPipes()) {
            program.errors().await("listening on");
            service.awaitControl();
            ProcessHandle next = service.upgraded();

            assertThat(program.awaitExit()).isZero();
            program.errors().await("handed over to process " + next.pid());
            program.errors().await("took over from process " + program.pid());
            assertServed();
            boolean _ = next.destroy();
            assertThat(program.errors().toEnd()).endsWith("postprox: stopped");
        }
    }

    @Test
    void aSocketThatWasInheritedIsHandedOn() {
        try (Program program = service.launch().listeningOn(port)) {
            service.awaitControl();
            ProcessHandle next = service.upgraded();
            assertThat(program.awaitExit()).isZero();
            assertServed();

            ProcessHandle afterNext = service.upgraded();
            Residents.awaitEnd(List.of(next));
            assertServed();
            assertThat(service.asked()).isEqualTo(afterNext);
        }
    }

    @Test
    void afterAChangeOfItsFileTheNewProcessHasTheNewSettings() throws IOException {
        Path file = service.site().workspace().file("postprox.conf", "sessions = 10\nfilters = 3\n");
        ProcessHandle _ = start("--config", file.toString());
        Files.writeString(file, "sessions = 20\nfilters = 7\n");
        ProcessHandle _ = service.upgraded();

        assertThat(service.postprox("status", "--json", service.control().toString())
                        .said())
                .contains("\"sessions_limit\":20");
    }

    @Test
    void aWrongFileLeavesTheOldProcessInServiceAndItsLineIsNamed() throws IOException {
        Path file = service.site().workspace().file("postprox.conf", "sessions = 10\n");
        ProcessHandle old = start("--config", file.toString());
        Files.writeString(file, "deadline = 80\nsessoins = 20\n");

        Tools.Result result = service.upgrade();

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.said())
                .contains("postprox: process " + old.pid())
                .contains(" goes on as before: the new process did not start: postprox: " + file + ":2: ");
        service.awaitLog(
                "warning: not handed over, all is as before: the new process did not start: postprox: " + file);
        assertUntouched(old);
    }

    @Test
    void aSocketIsNotHandedToAProcessThatIsToListenElsewhere() throws IOException {
        int other = Tools.freePort();
        Path file = service.site().workspace().file("postprox.conf", "listen = 127.0.0.1:" + port + "\n");
        Launch launch = service.launch(
                "--config", file.toString(), "--pidfile", service.pidFile().toString());
        Tools.run(command(launch));
        service.awaitControl();
        ProcessHandle old = service.process();
        Files.writeString(file, "listen = 127.0.0.1:" + other + "\n");

        assertThat(service.upgrade().said())
                .contains("the socket that listens on 127.0.0.1:" + port
                        + " cannot be handed over to a process that is to listen on 127.0.0.1:" + other
                        + ": restart postprox");
        assertUntouched(old);
    }

    private static String[] command(Launch launch) {
        List<String> words = new ArrayList<>(List.of(launch.launcher().toString()));
        words.addAll(launch.arguments());
        return words.toArray(String[]::new);
    }

    @Test
    void aProgramThatIsNotThereOrDiesLeavesAllAsItWas() {
        ProcessHandle old = start();
        Path broken = service.site().workspace().script("broken", "echo no library >&2; exit 3\n");
        Path killed = service.site().workspace().script("killed", "kill -9 $$\n");

        assertThat(service.replaceBy(Path.of("/nonexistent/postprox")))
                .contains("\"failed\":", "/nonexistent/postprox: no such file");
        assertThat(service.replaceBy(broken)).contains("\"failed\":\"the new process did not start: no library\"");
        assertThat(service.replaceBy(killed)).contains("\"failed\":\"the new process did not start: it said nothing\"");
        assertUntouched(old);
    }

    /** Who asks may be a filter, and this process may have groups that filters have not. */
    @Test
    void aProgramThatOthersCouldExchangeDoesNotTakeOver() {
        ProcessHandle old = start();
        Path open = service.site().workspace().script("open", "exit 0\n");
        Workspace.setMode(open, 0775);
        Path others = service.site().workspace().script("others", "exit 0\n");
        Tools.run("chown", "nobody", others.toString());

        for (Path program : List.of(open, others)) {
            assertThat(service.replaceBy(program))
                    .contains("\"failed\":\"others than root and user 0 could exchange " + program + " by way of "
                            + program + ": see its owner and its mode\"");
        }
        assertUntouched(old);
    }

    /** The new process has the pid file and the control socket already, or not yet. */
    @Test
    void aNewProcessThatIsKilledAtAnyTimeLeavesAServiceBehind() throws Exception {
        ProcessHandle serving = start();
        for (int step = 0; step < 8; step++) {
            Path program = service.site()
                    .workspace()
                    .script(
                            "killer" + step,
                            "(sleep " + step * 0.15 + "; kill -9 $$) & exec "
                                    + service.site().installation().launcher() + " \"$@\"\n");
            String answer = service.replaceBy(program);
            if (answer.contains("\"successor\"")) {
                // It served when it was killed. The other one had handed over.
                return;
            }
            assertUntouched(serving);
        }
    }

    @Test
    void ifTheOldProcessIsKilledMeanwhileTheNewOneServes() {
        ProcessHandle old = start();
        Path killer = service.site()
                .workspace()
                .script(
                        "killer",
                        "kill -9 " + old.pid() + "\nexec "
                                + service.site().installation().launcher() + " \"$@\"\n");
        String answer = service.replaceBy(killer);

        assertThat(answer).isBlank();
        Patience.await(
                "the new process has the pid file", () -> service.process().pid() != old.pid());
        assertServed();
        assertThat(service.asked()).isEqualTo(service.process());
    }

    /** The first process sees the second one end while it still has a client. */
    @Test
    void twoUpgradesInARowAreTwoUpgrades() {
        ProcessHandle first = start();
        try (SmtpClient client = SmtpClient.connect(port)) {
            client.begin("a@example.org", "b@example.com");
            ProcessHandle second = service.upgraded();
            ProcessHandle third = service.upgraded();
            Residents.awaitEnd(List.of(second));
            client.finish(MAIL);

            assertThat(client.reply()).startsWith("250 ");
            assertThat(client.say("QUIT")).startsWith("221");
            Residents.awaitEnd(List.of(first));
            assertThat(service.asked()).isEqualTo(third);
            assertThat(service.log()).doesNotContain("has ended");
        }
    }

    @Test
    void aStopOfTheNewProcessStopsTheOldOneToo() {
        ProcessHandle old = start();
        try (SmtpClient client = SmtpClient.connect(port)) {
            client.begin("a@example.org", "b@example.com");
            ProcessHandle next = service.upgraded();
            boolean _ = next.destroy();
            service.awaitLog("postprox[" + next.pid() + "]: stopped");
            client.finish(MAIL);

            assertThat(client.reply()).startsWith("250 ");
            assertThat(client.rest()).isEqualTo(SHUTDOWN);
            Residents.awaitEnd(List.of(old, next));
        }
    }

    @Test
    void ifNobodyListensThatIsSaid() {
        Tools.Result result = service.upgrade();

        assertThat(result.status()).isEqualTo(3);
        assertThat(result.said()).contains(service.control() + ": there is no such socket");
    }
}
