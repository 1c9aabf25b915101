package postprox.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.smtp.SmtpLimits;
import postprox.testkit.ProxyUnderTest;
import postprox.testkit.Script;
import postprox.testkit.ScriptedNextHop;
import postprox.testkit.SmtpClient;

/** What a session remembers has a limit, however patient the next hop is. */
final class SessionBoundsTest {
    private static final int LONG = 10_000;

    @TempDir
    private Path spool;

    @Test
    void anEnvelopeThatIsTooLargeGets452AndWhatItHoldsCanStillBeSent() throws IOException {
        String recipient = "RCPT TO:<" + "r".repeat(LONG) + "@example.com>";
        long fit = SmtpLimits.RECIPIENTS_BYTES / LONG;
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool).start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.command("MAIL FROM:<a@b>")).startsWith("250");
            for (int i = 0; i < fit; i++) {
                assertThat(client.command(recipient)).startsWith("250");
            }
            assertThat(client.command(recipient)).isEqualTo("452 4.5.3 Error: too many recipients");
            proxy.log().await("limit reached: the recipients of a message take as many bytes as they may; ");
            assertThat(client.data("text\r\n")).startsWith("250");
            assertThat(client.command("MAIL FROM:<a@b>")).startsWith("250");
            assertThat(client.command(recipient)).startsWith("250");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"XFORWARD", "XCLIENT"})
    void factsAboutTheRemoteClientThatAreTooManyGet452(String command) throws IOException {
        String line = command + " NAME=" + "n".repeat(LONG);
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool).start();
                SmtpClient client = proxy.connect().greet()) {
            for (long said = 0; said < SmtpLimits.CLIENT_FACTS_BYTES; said += line.length()) {
                assertThat(client.command(line)).startsWith("2");
            }
            assertThat(client.command(line)).isEqualTo("452 4.5.3 Error: too many commands of this kind");
            proxy.log().await("limit reached: XFORWARD or XCLIENT say more than can be remembered; ");
            assertThat(client.command("NOOP")).startsWith("250");
        }
    }
}
