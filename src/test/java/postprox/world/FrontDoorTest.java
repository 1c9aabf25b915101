package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import postprox.testkit.LoopingProxy;

/** Next hops that lead back. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class FrontDoorTest {
    private static final String LOOP = "421 4.4.6 Mail would go round: the proxy's next hop leads back to it\r\n";

    private final Workspace workspace = Workspace.create();

    @AfterEach
    void cleanUp() {
        workspace.close();
    }

    /** As it was, a session began another one until there were no more processes, and all of them waited. */
    @Test
    void aNextHopThatIsTheServerThatAsksIsNoticedAtTheFirstMessage() throws IOException {
        int front = Tools.freePort();
        try (LoopingProxy proxy = LoopingProxy.to(front, workspace.openDirectory("spool"));
                PostfixInstance postfix = PostfixInstance.in(workspace, "front", Tools.freePort())
                        .service("127.0.0.1:" + front + " inet n - n - 20 smtpd -o smtpd_proxy_filter=127.0.0.1:"
                                + proxy.port())
                        .start();
                SmtpClient client = SmtpClient.connect(front)) {
            assertThat(client.say("EHLO client.example.org")).startsWith("250").doesNotContain("XFORWARD");
            assertThat(client.say("MAIL FROM:<a@example.org>")).startsWith("250");

            assertThat(client.say("RCPT TO:<b@example.com>")).startsWith("451 4.3.0 ");

            assertThat(client.say("QUIT")).startsWith("221");
            postfix.log().await("proxy .* rejected \"XFORWARD .*\": \"421 4.4.6 Mail would go round");
            assertThat(proxy.drain()).as("sessions that do not end").isZero();
            assertThat(proxy.log().lines())
                    .filteredOn(line -> line.startsWith("error:"))
                    .singleElement()
                    .asString()
                    .startsWith("error: mail goes round: the next hop is the server that asks postprox;");
        }
    }

    @Test
    void aResidentProcessNoticesItsOwnConnection() {
        int port = Tools.freePort();
        try (SyslogReceiver syslog = SyslogReceiver.in(workspace);
                PostfixInstance postfix = PostfixInstance.in(workspace, "front", Tools.freePort())
                        .service("127.0.0.1:" + port + " inet n n n - 20 spawn user=nobody argv="
                                + Installation.in(workspace, "postprox").launcher() + " --log " + syslog.target()
                                + " localhost:" + port)
                        .start();
                SmtpClient client = SmtpClient.connectSilently(port)) {
            assertThat(client.rest()).isEqualTo(LOOP);
            syslog.lines().await("error: mail goes round: the next hop leads back to postprox itself; session=");
            postfix.stop();
        }
    }

    @Test
    void anotherSpellingOfThePlaceWhereItListensIsRefusedAtTheStart() {
        Installation installation = Installation.in(workspace, "postprox");
        int port = Tools.freePort();
        String nextHop = "localhost:" + port;

        assertThat(Tools.attempt(List.of(installation.launcher().toString(), nextHop, "-l", "0.0.0.0:" + port)))
                .isEqualTo(new Tools.Result(
                        2,
                        "postprox: HOST:PORT: " + nextHop
                                + " is also where -l listens: mail would go round and round\n"));
        try (Program program = Launch.of(installation, nextHop).listeningOn(port)) {
            assertThat(program.awaitExit()).isEqualTo(2);
            program.errors().await("HOST:PORT: " + nextHop + " is also the socket that we listen on");
        }
    }
}
