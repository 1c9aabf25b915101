package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The filter kind hooks in the program itself, with a scanner in Python. */
@Timeout(value = 180, threadMode = SEPARATE_THREAD)
@Execution(ExecutionMode.CONCURRENT)
class HooksServiceTest {
    private static final String MAIL = "Subject: hello\r\n\r\nBody\r\n";
    private static final String REFUSED = "Subject: please REFUSE\r\n\r\nBody\r\n";

    private final Workspace workspace = Workspace.create();
    private final Installation installation = Installation.in(workspace, "postprox");
    private final MailSink sink = MailSink.start();
    private final HookScanner scanner = HookScanner.start();

    @AfterEach
    void cleanUp() {
        scanner.close();
        sink.close();
        workspace.close();
    }

    @Test
    void aMessageIsMarkedOrRefusedAndTheRegistrationIsDeletedAtTheEnd() {
        try (ProxyService proxy = start(scanner.registration(), "on-failure=tempfail")) {
            assertThat(proxy.send(MAIL)).startsWith("250");
            assertThat(proxy.send(REFUSED)).isEqualTo("550 5.7.1 The scanner does not like the subject");
            proxy.log()
                    .await("reject: .*; by=filter; filters=hooks:reject \\d\\.\\d{3}s \\(550 5\\.7\\.1 .*\\); filter=");
            scanner.log().await("\"POST /hook/[0-9a-f]{16} HTTP/1.1\" 200");
            assertThat(scanner.log().all()).containsOnlyOnce("POST /register").doesNotContain("DELETE");
        }
        scanner.log().await("\"DELETE /register/[0-9a-f]{16} HTTP/1.1\" 200");
        assertThat(sink.await().content()).isEqualTo("X-Scanned: by hooks.py\r\n" + MAIL);
        assertThat(sink.waiting()).isZero();
    }

    /** Nobody deletes the registration of a process that was killed. The next process has its own. */
    @Test
    void aKilledProgramLeavesItsRegistrationBehindAndTheNextOneRegisters() {
        try (ProxyService proxy = start(scanner.registration(), "on-failure=tempfail")) {
            assertThat(proxy.send(MAIL)).startsWith("250");
            proxy.kill();
        }
        try (ProxyService proxy = start(scanner.registration(), "on-failure=tempfail")) {
            assertThat(proxy.send(MAIL)).startsWith("250");
            scanner.log().await("POST /register", 2);
            assertThat(scanner.log().all()).doesNotContain("DELETE");
        }
        scanner.log().await("DELETE /register");
        assertThat(scanner.log().all()).containsOnlyOnce("DELETE /register");
    }

    @Test
    void aReloadThatDropsTheFilterDeletesTheRegistration() {
        Path file = workspace.file("postprox.conf", config(section()));
        try (ProxyService proxy =
                ProxyService.start(Launch.of(installation, "--config", file.toString(), "-v", "--log", "stderr"))) {
            assertThat(proxy.send(MAIL)).startsWith("250");
            assertThat(sink.await().content()).startsWith("X-Scanned: ");
            workspace.file("postprox.conf", config(""));
            Tools.run("kill", "-HUP", Long.toString(proxy.jvm()));

            scanner.log().await("\"DELETE /register/[0-9a-f]{16} HTTP/1.1\" 200");
            assertThat(proxy.send(MAIL)).startsWith("250");
            assertThat(sink.await().content()).isEqualTo(MAIL);
        }
    }

    /** Mail flows while the scanner is killed, hangs, and comes back without its registrations. */
    @Test
    void noMessageIsLostOrPassesUnseenWhileTheScannerDiesAndComesBack() throws Exception {
        try (ProxyService proxy = start(scanner.registration(), "on-failure=tempfail,timeout=2");
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            AtomicBoolean isOver = new AtomicBoolean();
            List<Future<Integer>> mail = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                mail.add(clients.submit(() -> accepted(proxy, isOver)));
            }
            scanner.log().await("POST /hook/");
            scanner.kill();
            proxy.log().await("warning: filter failed: hooks: 127\\.0\\.0\\.1:\\d+: ");
            scanner.startAgain();
            scanner.log().await("POST /hook/[0-9a-f]+ HTTP/1.1\" 200");
            Tools.run("kill", "-STOP", Long.toString(scanner.pid()));
            proxy.log().await("no answer in 2\\.0 s");
            Tools.run("kill", "-CONT", Long.toString(scanner.pid()));
            isOver.set(true);
            int accepted = 0;
            for (Future<Integer> client : mail) {
                accepted += client.get();
            }
            for (int i = 0; i < accepted; i++) {
                assertThat(sink.await().content()).isEqualTo("X-Scanned: by hooks.py\r\n" + MAIL);
            }
            assertThat(sink.waiting()).isZero();
        }
        assertThat(scanner.log().all()).contains("DELETE /register/");
    }

    /** Sends a message again and again, and then until it is accepted once more. Returns how often it was. */
    private static int accepted(ProxyService proxy, AtomicBoolean isOver) {
        int accepted = 0;
        try (SmtpClient client = SmtpClient.connect(proxy.port())) {
            assertThat(client.say("EHLO client.example.net")).startsWith("250");
            for (boolean isLast = false, isTaken = false; !isLast || !isTaken; ) {
                isLast = isOver.get();
                String reply = client.send("a@example.org", "b@example.com", MAIL);
                assertThat(reply).matches("(250|451) .*");
                isTaken = reply.startsWith("250");
                if (isTaken) {
                    accepted++;
                } else {
                    Patience.beforeTheNextTry();
                }
            }
        }
        return accepted;
    }

    @Test
    void withoutAScannerMailWaitsOrPassesByTheFailPolicyAndTheLogSaysSo() {
        scanner.kill();
        try (ProxyService proxy = start(scanner.endpoint(), "registration=none,on-failure=tempfail")) {
            for (int i = 0; i < 6; i++) {
                assertThat(proxy.send(MAIL)).startsWith("451 4.3.0");
            }
            proxy.log().await("error: filter hooks: a server is left alone for a while, and none is left: ");
        }
        assertThat(sink.waiting()).isZero();
        try (ProxyService proxy = start(scanner.endpoint(), "registration=none,on-failure=pass")) {
            assertThat(proxy.send(MAIL)).startsWith("250");
            proxy.log().await("warning: filter failed: hooks: ");
        }
        assertThat(sink.await().content()).isEqualTo(MAIL);
    }

    /** Each session would use up a registration, of which a scanner allows so many. */
    @Test
    void aProcessOfOneSessionDoesNotRegister() {
        Launch launch = Launch.of(installation, "127.0.0.1:" + sink.port(), "--no-resident", "--log", "stderr");
        String settings = ",plain-http=yes,on-failure=tempfail";
        try (Program session = launch.with("--filter", "hooks:" + scanner.registration() + settings)
                .onPipes()) {
            session.errors()
                    .await("filter hooks: a process that serves one session must not register with the scanner; .*"
                            + "registration=none");
            assertThat(session.awaitExit()).isNotZero();
        }
        assertThat(scanner.log().all()).isEmpty();
        try (Program session = launch.with("--filter", "hooks:" + scanner.endpoint() + settings + ",registration=none")
                .onPipes()) {
            SmtpClient client = session.client();
            assertThat(client.reply()).startsWith("220");
            assertThat(client.send("a@example.org", "b@example.com", MAIL)).startsWith("250");
            assertThat(client.say("QUIT")).startsWith("221");
        }
        assertThat(sink.await().content()).startsWith("X-Scanned: ");
    }

    private String config(String section) {
        return "next-hop = 127.0.0.1:" + sink.port() + "\n" + section;
    }

    private String section() {
        return "[filter scan]\nfilter = hooks:" + scanner.registration() + "\nplain-http = yes\n";
    }

    private ProxyService start(String url, String settings) {
        return ProxyService.start(Launch.of(installation, "127.0.0.1:" + sink.port(), "-v", "--log", "stderr")
                .with("--filter", "hooks:" + url + ",plain-http=yes," + settings));
    }
}
