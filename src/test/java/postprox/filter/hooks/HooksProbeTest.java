package postprox.filter.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import postprox.filter.http.Url;
import postprox.testkit.ScriptedScanner;
import postprox.testkit.TestWatchdog;
import postprox.time.Deadline;
import postprox.time.Ticker;

/** Whether a scanner is there, and what it says it is. */
class HooksProbeTest {
    private ScriptedScanner scanner;

    @BeforeEach
    void start() throws IOException {
        scanner = ScriptedScanner.start();
    }

    @AfterEach
    void stop() throws IOException {
        scanner.close();
    }

    @Test
    void aScannerWithADiscoveryDocumentSaysItsVersion() throws IOException {
        scanner.says("{\"version\":\"1.0\\u001b\",\"endpoints\":{}}");

        assertThat(version()).isEqualTo("MTA Hooks, version 1.0?");
        assertThat(scanner.asked().getFirst().line()).isEqualTo("GET /.well-known/mta-hooks HTTP/1.1");
    }

    @Test
    void oneWithoutIsThereAllTheSame() throws IOException {
        scanner.behave(conversation -> conversation.answer(404, ""));

        assertThat(version()).isEqualTo("HTTP without a discovery document (404)");
    }

    @Test
    void anotherProgramIsNone() {
        scanner.behave(conversation -> conversation.say("220 mail.example.org ESMTP\r\n"));

        assertThatThrownBy(this::version).isInstanceOf(IOException.class);
    }

    private String version() throws IOException {
        Access access = new Access(TestWatchdog.dialer(), Optional.empty(), Optional.empty());
        return HooksProbe.version(
                Url.parse(scanner.origin() + "/v1/register"), access, Deadline.after(Ticker.SYSTEM, Asker.LONG));
    }
}
