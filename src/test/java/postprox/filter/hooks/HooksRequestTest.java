package postprox.filter.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postprox.filter.Verdict;
import postprox.filter.hooks.Scanner.Standing;
import postprox.mail.Envelope;
import postprox.smtp.Xforward.Attribute;
import postprox.testkit.ScriptedScanner;
import postprox.testkit.ScriptedScanner.Asked;

/** What a scanner that speaks draft-01 is told. */
class HooksRequestTest {
    @AutoClose
    private final ScriptedScanner scanner = ScriptedScanner.start();

    @AutoClose
    private final Asker asker;

    HooksRequestTest(@TempDir Path directory) throws IOException {
        asker = new Asker(
                directory,
                scanner.origin() + "/v1/hook?x=y",
                Dialect.DRAFT01,
                new Standing.Known(Optional.of("id:1_-")));
    }

    @Test
    void theRequestIsAsTheDraftHasIt() {
        Asked request = asked("Subject: x\n\nbody\n", Asker.ENVELOPE);

        assertThat(request.line()).isEqualTo("POST /v1/hook?x=y HTTP/1.1");
        assertThat(request.header("Host")).isEqualTo("127.0.0.1:" + scanner.port());
        assertThat(request.header("Content-Type")).isEqualTo("application/json");
        assertThat(request.header("X-MTA-Hooks-Registration")).isEqualTo("id:1_-");
        assertThat(request.header("X-MTA-Hooks-Request-Id")).matches("[A-Za-z0-9._~-]{16,128}");
        assertThat(request.headers()).doesNotContainKeys("Authorization", "Upgrade", "Transfer-Encoding");
        assertThat(request.body().replaceFirst("\"timestamp\":\"[^\"]*Z\"", "TIME"))
                .isEqualTo("{\"stage\":\"data\",\"action\":\"accept\",TIME,\"protocol\":{\"version\":\"1.0\"},"
                        + "\"envelope\":{\"from\":{\"address\":\"a@example.org\",\"parameters\":{}},"
                        + "\"to\":[{\"address\":\"b@example.com\",\"parameters\":{}},"
                        + "{\"address\":\"c@example.com\",\"parameters\":{}}]},\"queue\":null,"
                        + "\"client\":{\"ip\":\"192.0.2.7\",\"port\":34567,\"ptr\":\"mx.example.org\",\"ehlo\":\"mail.example.org\"},"
                        + "\"rawMessage\":\"" + base64("Subject: x\r\n\r\nbody\r\n") + "\"}");
    }

    @Test
    void theMessageIsThereByteForByteWithCrlf() {
        String odd = "Subject: \u00e9\n\n\u0000\u0080\u00ff. \n";
        for (String text : List.of("", "x", "xy", "xyz", "\n", odd, "lorem ipsum\n".repeat(100_000))) {
            String body = asked(text, Asker.ENVELOPE).body();
            assertThat(body).endsWith(",\"rawMessage\":\"" + base64(text.replace("\n", "\r\n")) + "\"}");
        }
    }

    /** An address of this machine would let strangers pass as local. */
    @Test
    void whatIsNotKnownIsNotMadeUp() {
        String body = asked(
                        "x", new Envelope("s", "<>", List.of("b@example.com"), "", Map.of(Attribute.ADDR, "unknown")))
                .body();

        assertThat(body)
                .contains("\"from\":{\"address\":null,\"parameters\":{}}")
                .contains("\"client\":null")
                .contains("\"queue\":null");
    }

    @Test
    void theQueueIdOfXforwardIsTold() {
        String body = asked(
                        "x",
                        new Envelope(
                                "s", "a@example.org", List.of("b@example.com"), "", Map.of(Attribute.IDENT, "4Xk1Bz2")))
                .body();

        assertThat(body).contains("\"queue\":{\"id\":\"4Xk1Bz2\"}");
    }

    @Test
    void anAddressInUtf8IsTold() {
        String wire = new String("\u00fc@example.org".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);

        assertThat(asked("x", new Envelope("s", wire, List.of("b@example.com"), "", Map.of()))
                        .body())
                .contains("\"from\":{\"address\":\"" + wire + "\"");
    }

    /** Strangers could send such addresses, to be examined by nobody. */
    @Test
    void aMessageWithAnAddressThatIsNoUtf8IsExaminedAllTheSame() {
        Envelope odd = new Envelope("s", "\u00fc@example.org", List.of("b\u00ff@example.com"), "", Map.of());

        assertThat(asked("x", odd).body())
                .contains("\"from\":{\"address\":\"\u00ef\u00bf\u00bd@example.org\"")
                .contains("\"address\":\"b\u00ef\u00bf\u00bd@example.com\"");
        scanner.says("{\"set\":[{\"path\":\"/action\",\"value\":\"reject\"}]}");

        assertThat(asker.ask("x", odd, Asker.LONG)).isInstanceOf(Verdict.Reject.class);
    }

    @Test
    void hostileTextsStayWithinTheirStrings() {
        String hostile = "a\"}],\r\nX: y\u0000\\";
        Asked request =
                asked("x", new Envelope("s", hostile, List.of(hostile), hostile, Map.of(Attribute.ADDR, "::1")));

        assertThat(request.headers()).doesNotContainKey("X");
        assertThat(request.body()).contains("{\"address\":\"a\\\"}],\\r\\nX: y\\u0000\\\\\",\"parameters\":{}}");
    }

    private Asked asked(String text, Envelope envelope) {
        assertThat(asker.ask(text, envelope, Asker.LONG)).isEqualTo(new Verdict.Accept());
        return scanner.asked().getLast();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
