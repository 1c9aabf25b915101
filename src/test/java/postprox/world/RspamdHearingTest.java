package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.filter.rspamd.RspamdProbe;
import postprox.mail.Envelope;
import postprox.net.Endpoint;
import postprox.smtp.Xforward.Attribute;
import postprox.text.WireText;
import postprox.time.Deadline;
import postprox.time.Ticker;

/** What Debian's rspamd hears of a message and of its envelope. */
@Timeout(value = 180, threadMode = SEPARATE_THREAD)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.SAME_THREAD)
class RspamdHearingTest {
    private RspamdBench bench;
    private Rspamd rspamd;

    @BeforeAll
    void start() throws IOException {
        bench = new RspamdBench();
        rspamd = bench.rspamd("");
    }

    @AfterAll
    void stop() {
        bench.close();
    }

    @Test
    void rspamdHearsAllThatIsKnownOfTheEnvelope() {
        Envelope envelope = new Envelope(
                "s3ss10n",
                "a@example.org",
                IntStream.range(0, 1000)
                        .mapToObj(i -> "user" + i + "@example.com")
                        .toList(),
                "helo.example.org",
                Map.of(Attribute.ADDR, "2001:db8::7", Attribute.NAME, "client.example.org"));

        assertThat(facts(envelope))
                .isEqualTo(
                        "from=a@example.org rcpts=1000 first=user0@example.com last=user999@example.com ip=2001:db8::7 helo=helo.example.org"
                                + " host=client.example.org queue=s3ss10n user=none to=none mta=mx.example.com");
    }

    @Test
    void theNullSenderAndOneRecipientAreSaidAsSuch() {
        Envelope envelope =
                new Envelope("s3ss10n", "<>", List.of("\"a, b\"@example.com"), "", Map.of(Attribute.IDENT, "4ABC"));

        assertThat(facts(envelope))
                .startsWith("from= rcpts=1 first=a, b@example.com last=")
                .contains(" queue=4ABC ", " to=\"a, b\"@example.com ");
    }

    /** rspamd 3.4 reads no such address, and examines the message as one whose sender is not known. */
    @Test
    void anAddressInUtf8DoesNotKeepAMessageFromItsExamination() {
        String address = utf8("j\u00f6rg@b\u00fccher.example");

        assertThat(facts(new Envelope("s", address, List.of(address, "b@example.com"), "", Map.of())))
                .startsWith("from=")
                .contains(" last=b@example.com ");
    }

    @Test
    void noAddressCanSayAnythingElse() {
        String hostile = "x@example.org\r\nUser: root\r\n\r\nGET / HTTP/1.1";

        assertThat(facts(new Envelope("s", hostile, List.of(hostile), hostile, Map.of(Attribute.NAME, hostile))))
                .contains(" user=none ");
    }

    @Test
    void everyByteOfAMessageIsSeen() {
        Envelope digesting = new Envelope("s", "<>", List.of("b@example.com"), "digest", Map.of());
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("8-bit", "Subject: \u00e9\u00ff\n\n\u0080\u00fe\u00ff\n");
        texts.put("NUL", "Subject: x\n\na\0b\0\n");
        texts.put("no last newline", "Subject: x\n\nno end");
        texts.put("dots", "Subject: x\n\n.\n..\n");
        texts.put("30 MB", "Subject: x\n\n" + "lorem ipsum dolor sit amet\n".repeat(30 * (1 << 20) / 27));
        for (Endpoint place : rspamd.places()) {
            texts.forEach((name, text) -> assertThat(bench.ask(bench.filter(place), text, digesting, RspamdBench.LONG))
                    .as("%s at %s", name, place)
                    .isInstanceOfSatisfying(
                            Verdict.Reject.class,
                            reject -> assertThat(reject.reply().oneLine()).endsWith(digest(text))));
        }
    }

    @Test
    void itsMilterIsNamedAndItsControllerWillDo() {
        assertThat(bench.ask(bench.filter(rspamd.milter()), RspamdBench.message("hello")))
                .isInstanceOfSatisfying(
                        NoVerdict.Failed.class,
                        failed -> assertThat(failed.reason()).contains("rspamd's milter listens there", "port 11333"));
        assertThat(bench.ask(bench.filter(rspamd.controller()), RspamdBench.message("unwanted")))
                .isInstanceOf(Verdict.Reject.class);
    }

    @Test
    void theProbeSaysWhatItIs() throws IOException {
        Deadline deadline = Deadline.after(Ticker.SYSTEM, RspamdBench.LONG);
        for (Endpoint place : rspamd.places()) {
            assertThat(RspamdProbe.version(place, bench.dialer, deadline)).startsWith("rspamd/3.");
        }
        assertThatThrownBy(() -> RspamdProbe.version(rspamd.milter(), bench.dialer, deadline))
                .hasMessageContaining("rspamd's milter listens there");
    }

    private String facts(Envelope envelope) {
        String passed = bench.examinations.passing(RspamdBench.message("facts"), envelope, bench.filter(rspamd.port()));
        return RspamdBench.line(passed, "X-Facts: ");
    }

    private static String utf8(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return WireText.of(bytes, 0, bytes.length);
    }

    private static String digest(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(WireText.bytes(text)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has it", e);
        }
    }
}
