package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import postprox.quarantine.Keeping;

/** Messages that are kept aside: where they are, and how they go on from there. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class QuarantineTest {
    private static final String MAIL = "Subject: \u001b[31mhello\r\n\r\n.dot\r\nBody\r\n";
    private static final String REFUSING = "command:echo 550 5.7.1 spam >&2; exit 1,name=spam,on-reject=";

    private final Site site = new Site();
    private final Path quarantine = site.workspace().directory("quarantine");

    @AfterEach
    void cleanUp() {
        site.close();
    }

    private ProxyService start(String onReject, String... more) {
        Workspace.setMode(quarantine, 0700);
        return ProxyService.start(
                site.launch("--log", "stderr", "--filter", REFUSING + onReject).with(more));
    }

    private Tools.Result run(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(site.installation().launcher().toString(), "quarantine"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--quarantine", quarantine.toString()));
        command.addAll(List.of("--log", site.workspace().path("log").toString()));
        return Tools.attempt(command);
    }

    private static String send(ProxyService proxy, String content) {
        try (SmtpClient client = SmtpClient.connect(proxy.port())) {
            return client.send("a@example.org", "b@example.com", content);
        }
    }

    /** Keeps a message aside and returns its name, which is in the reply and in the log. */
    private static String keep(ProxyService proxy, String content) {
        String reply = send(proxy, content);
        assertThat(reply).matches("250 2\\.0\\.0 Ok: taken as [0-9a-z]{12}");
        String id = reply.substring(reply.lastIndexOf(' ') + 1);
        proxy.log().await("quarantine: .*: id=" + id + "; by=filter spam \\(550 5\\.7\\.1 spam\\); reply=250 ");
        return id;
    }

    @Test
    void aReleasedMessageArrivesAtARealPostfixWithItsEnvelopeItsClientAndATraceField() {
        int port = Tools.freePort();
        PostfixInstance postfix = PostfixInstance.in(
                        site.workspace(), "behind", site.sink().port())
                .service("127.0.0.1:" + port + " inet n - n - - smtpd -o smtpd_authorized_xforward_hosts=127.0.0.0/8");
        String place = "127.0.0.1:" + port;
        String id;
        MailSink.Message message;
        try (postfix) {
            postfix.start();
            Workspace.setMode(quarantine, 0700);
            Launch launch = Launch.of(
                            site.installation(), place, "-d", site.spool().toString())
                    .with("--log", "stderr", "--filter", REFUSING + "quarantine")
                    .with("--quarantine", quarantine.toString());
            try (ProxyService proxy = ProxyService.start(launch);
                    SmtpClient client = SmtpClient.connect(proxy.port())) {
                assertThat(client.say("EHLO mx.example.org")).startsWith("250");
                assertThat(client.say("XFORWARD NAME=client.example.org ADDR=192.0.2.7 HELO=client.example.org"))
                        .startsWith("250");
                assertThat(client.say("MAIL FROM:<a@example.org> SIZE=60")).startsWith("250");
                assertThat(client.say("RCPT TO:<b@example.com>")).startsWith("250");
                assertThat(client.say("RCPT TO:<c@example.com> NOTIFY=NEVER")).startsWith("250");
                assertThat(client.say("DATA")).startsWith("354");
                client.finish(MAIL);
                String reply = client.reply();
                id = reply.substring(reply.lastIndexOf(' ') + 1);
            }
            assertThat(run("list").said())
                    .contains(id)
                    .contains("a@example.org")
                    .contains("b@example.com +1")
                    .contains("550 5.7.1 spam");
            assertThat(run("show", id).said())
                    .contains("client addr:   192.0.2.7")
                    .contains("Subject: ^[[31mhello")
                    .doesNotContain("\u001b");

            Tools.Result result = run("release", id, "--next-hop", place);
            assertThat(result.said()).startsWith(id + ": released: 250 2.0.0 Ok: queued as ");
            assertThat(result.status()).isZero();
            postfix.log().await("client=client\\.example\\.org\\[192\\.0\\.2\\.7\\]");
            message = site.sink().await();
        }
        assertThat(message.envelope().toString()).contains("a@example.org", "b@example.com", "c@example.com");
        assertThat(message.content())
                .containsPattern("Received: from client\\.example\\.org \\(\\[192\\.0\\.2\\.7\\]\\)\r\n"
                        + "\tby \\S+ \\(postprox quarantine, filter spam\\)\r\n\tid " + id)
                .contains("Subject: \u001b[31mhello\r\n")
                .endsWith("\r\n\r\n.dot\r\nBody\r\n");
        assertThat(filesLeft()).isEmpty();
    }

    @Test
    void aMessageThatCannotBeReleasedStaysAndTheReasonIsSaid() {
        String id;
        try (ProxyService proxy = start("quarantine", "--quarantine", quarantine.toString())) {
            id = keep(proxy, MAIL);
        }
        Tools.Result nobody = run("release", id, "--next-hop", "127.0.0.1:" + Tools.freePort());
        assertThat(nobody.said())
                .startsWith("postprox: " + id + ": not released: ")
                .contains("refused");
        assertThat(nobody.status()).isEqualTo(1);
        assertThat(run("release", "../" + id, "--next-hop", site.sink().place()).said())
                .contains("there is no such message");
        assertThat(run("show", id, "--raw").said()).isEqualTo(MAIL.replace("\r\n", "\n"));
        assertThat(run("expire", "--days", "1").said()).startsWith("removed 0 messages");
        assertThat(run("delete", id).said()).isEqualTo(id + ": deleted\n");
        assertThat(run("delete", id).status()).isEqualTo(1);
        assertThat(filesLeft()).isEmpty();
    }

    @Test
    void twoReleasesAtOnceSendAMessageOnce() throws Exception {
        String id;
        try (ProxyService proxy = start("quarantine", "--quarantine", quarantine.toString())) {
            id = keep(proxy, MAIL);
        }
        List<Tools.Result> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Tools.Result>> releases = IntStream.range(0, 4)
                    .mapToObj(_ -> threads.submit(
                            () -> run("release", id, "--next-hop", site.sink().place())))
                    .toList();
            for (Future<Tools.Result> release : releases) {
                results.add(release.get());
            }
        }
        assertThat(results.stream().filter(result -> result.status() == 0)).hasSize(1);
        assertThat(site.sink().await().content()).endsWith(MAIL);
        assertThat(site.sink().waiting()).isZero();
        assertThat(filesLeft()).isEmpty();
    }

    @Test
    void theSenderOfAMessageThatIsKeptMayHearThatItIsRefused() {
        try (ProxyService proxy =
                start("quarantine", "--quarantine", quarantine.toString(), "--quarantine-reply", "reject")) {
            assertThat(send(proxy, MAIL)).matches("554 5\\.7\\.1 Content rejected \\([0-9a-z]{12}\\)");
            proxy.log().await("quarantine: .*; reply=554 5\\.7\\.1 Content rejected ");
            assertThat(proxy.log().all()).doesNotContain("reject: ");
        }
        assertThat(filesLeft()).hasSize(2);
    }

    @Test
    void aMessageIsThrownAwayOnlyWhereThatIsSwitchedOn() {
        try (ProxyService proxy = start("discard", "--discard")) {
            String reply = send(proxy, MAIL);
            assertThat(reply).startsWith("250 2.0.0 Ok: taken as ");
            proxy.log().await("discard: .*; session=" + reply.substring(reply.lastIndexOf(' ') + 1));
        }
        Tools.Result off = Tools.attempt(List.of(
                site.installation().launcher().toString(), site.sink().place(), "--filter", REFUSING + "discard"));
        assertThat(off.said()).contains("filter spam has on-reject=discard, which is off; --discard switches it on");
        assertThat(off.status()).isEqualTo(2);
        assertThat(site.sink().waiting()).isZero();
    }

    /** The disk fills while mail comes in: what is acknowledged is there, and the rest leaves nothing. */
    @Test
    void onAFullDiskEachMessageThatIsAcknowledgedIsWhole() throws Exception {
        Tools.run("mount", "-t", "tmpfs", "-o", "size=400k,mode=0700", "none", quarantine.toString());
        site.workspace().atEnd(() -> Tools.run("umount", quarantine.toString()));
        List<String> acknowledged = new ArrayList<>();
        try (ProxyService proxy = start("quarantine", "--quarantine", quarantine.toString())) {
            String mail = "Subject: x\r\n\r\n" + ("x".repeat(78) + "\r\n").repeat(500);
            String reply = send(proxy, mail);
            while (reply.startsWith("250")) {
                acknowledged.add(reply.substring(reply.lastIndexOf(' ') + 1));
                reply = send(proxy, mail);
            }
            assertThat(reply).isEqualTo("451 4.3.0 Error: cannot keep the message - try again later");
            proxy.log().await("error: the quarantine cannot keep a message, which was refused for now: ");
            List<String> expected = acknowledged.stream()
                    .flatMap(id -> List.of(id + ".eml", id + ".json").stream())
                    .sorted()
                    .toList();
            assertThat(acknowledged).isNotEmpty();
            assertThat(filesLeft()).isEqualTo(expected);

            assertThat(run("delete", acknowledged.getFirst()).status()).isZero();
            assertThat(send(proxy, mail)).startsWith("250");
        }
    }

    /** A process that is killed at any moment leaves each message that it has acknowledged, there or at the next hop. */
    @Test
    void noMessageThatWasAcknowledgedIsLostWhenTheProcessIsKilled() throws Exception {
        Workspace.setMode(quarantine, 0700);
        String filter =
                "command:grep -q bad \"$EMAIL\" || exit 0; echo 550 5.7.1 bad >&2; exit 1,name=bad,on-reject=quarantine";
        List<String> acknowledged = new ArrayList<>();
        for (int life = 0; life < 5; life++) {
            int port = Tools.freePort();
            Program program = site.launch("--log", "stderr", "--filter", filter)
                    .with("--quarantine", quarantine.toString())
                    .with("-l", Integer.toString(port), "--foreground")
                    .onPipes();
            program.errors().await("listening on");
            int number = life;
            try (program;
                    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<String> heard = java.util.Collections.synchronizedList(new ArrayList<>());
                for (int client = 0; client < 6; client++) {
                    int who = client;
                    var _ = threads.submit(() -> sendUntilTheEnd(port, number + "-" + who, heard));
                }
                Patience.await("mail flows", () -> heard.size() > 12 + 7 * number);
                program.kill();
                threads.shutdown();
                acknowledged.addAll(heard);
            }
        }
        List<String> found = new ArrayList<>();
        while (site.sink().waiting() > 0) {
            found.add(site.sink().await().content().lines().findFirst().orElse(""));
        }
        for (Path text : texts()) {
            found.add(Files.readString(text).lines().findFirst().orElse(""));
        }
        assertThat(acknowledged)
                .anyMatch(subject -> subject.contains("bad"))
                .anyMatch(subject -> subject.contains("good"));
        assertThat(found).containsAll(acknowledged);

        Tools.Result tidied = run("expire", "--days", "1");
        assertThat(tidied.status()).isZero();
        assertThat(filesLeft()).noneMatch(name -> name.endsWith(".tmp"));
    }

    private static void sendUntilTheEnd(int port, String who, List<String> heard) {
        try (SmtpClient client = SmtpClient.connect(port)) {
            for (int i = 0; ; i++) {
                String subject = "Subject: " + (i % 3 == 0 ? "good " : "bad ") + who + "-" + i;
                if (client.send("a@example.org", "b@example.com", subject + "\r\n\r\nBody\r\n")
                        .startsWith("250")) {
                    heard.add(subject);
                }
            }
        } catch (RuntimeException | AssertionError e) {
            // The process was killed.
        }
    }

    /** The texts of complete messages. */
    private List<Path> texts() throws java.io.IOException {
        try (var all = Files.walk(quarantine)) {
            return all.filter(path -> path.toString().endsWith(".eml"))
                    .filter(path -> Files.exists(Path.of(path.toString().replace(".eml", ".json"))))
                    .toList();
        }
    }

    private List<String> filesLeft() {
        try {
            return Keeping.files(quarantine);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
