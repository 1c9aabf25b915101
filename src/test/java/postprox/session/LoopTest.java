package postprox.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import postprox.testkit.LoopingProxy;
import postprox.testkit.Script;
import postprox.testkit.ScriptedNextHop;
import postprox.testkit.SmtpClient;

/** Next hops that lead back, or might, which was not to be known at the start. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
final class LoopTest {
    private static final String LOOP = "421 4.4.6 Mail would go round: the proxy's next hop leads back to it\r\n";

    @TempDir
    private Path spool;

    @Test
    void aClientIsTurnedAwayAndNothingGoesRoundBehindIt() throws IOException {
        try (LoopingProxy proxy = LoopingProxy.toItself(spool)) {
            for (int i = 0; i < 5; i++) {
                try (SmtpClient client = SmtpClient.connect(proxy.port())) {
                    assertThat(client.rest()).isEqualTo(LOOP);
                }
            }
            assertThat(proxy.drain()).as("sessions that do not end").isZero();
            assertThat(proxy.log().lines())
                    .filteredOn(line -> line.startsWith("error: "))
                    .hasSize(5)
                    .allMatch(line ->
                            line.startsWith("error: mail goes round: the next hop leads back to postprox itself;"));
        }
    }

    /** There we ask our client whose connection it serves, and nobody else notices. */
    @Test
    void aNextHopOnTheSamePortThatDoesNotLeadBackGetsItsMailAsEver() throws IOException {
        Script script = Script.obedient().offering("PIPELINING", "8BITMIME");
        try (ScriptedNextHop hop = ScriptedNextHop.start(script);
                LoopingProxy proxy = LoopingProxy.to(hop.port(), spool);
                SmtpClient client = SmtpClient.connect(proxy.port())) {
            assertThat(client.reply()).startsWith("220");
            assertThat(client.command("EHLO front.example.org"))
                    .isEqualTo("250-next.hop\n250-PIPELINING\n250-8BITMIME\n250 XFORWARD ADDR PORT");
            assertThat(client.command("XFORWARD ADDR=192.0.2.7 PORT=" + proxy.port()))
                    .isEqualTo("250 2.0.0 Ok");
            assertThat(client.command("XFORWARD ADDR=IPv6:::1 PORT=[UNAVAILABLE]"))
                    .isEqualTo("250 2.0.0 Ok");
            assertThat(client.envelope().data("text\r\n")).startsWith("250 2.0.0 Ok: queued as");
            assertThat(hop.commands()).noneMatch(command -> command.startsWith("XFORWARD"));
        }
    }

    @Test
    void aNextHopThatWantsXforwardForItselfGetsIt() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                LoopingProxy proxy = LoopingProxy.to(hop.port(), spool);
                SmtpClient client = SmtpClient.connect(proxy.port()).greet()) {
            assertThat(client.command("XFORWARD ADDR=192.0.2.7 PORT=34567")).isEqualTo("250 2.0.0 Ok");
            assertThat(hop.commands()).contains("XFORWARD ADDR=192.0.2.7 PORT=34567");
        }
    }
}
