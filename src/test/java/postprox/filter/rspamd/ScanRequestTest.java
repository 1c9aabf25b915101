package postprox.filter.rspamd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import postprox.filter.Examination;
import postprox.mail.Envelope;
import postprox.smtp.Xforward.Attribute;
import postprox.spool.SpooledMessage;
import postprox.testkit.Examinations;
import postprox.testkit.HostileTexts;
import postprox.text.WireText;

class ScanRequestTest {
    private static final int MOST_BYTES_OF_RSPAMD = 80 * 1024;

    @TempDir
    private Path directory;

    private Examinations examinations;
    private SpooledMessage message;

    @BeforeEach
    void open() throws IOException {
        examinations = new Examinations(directory);
        message = examinations.message("Subject: x\n\nbody\n");
    }

    @AfterEach
    void close() throws IOException {
        message.close();
        examinations.close();
    }

    @Test
    void allThatIsKnownOfTheEnvelopeIsSaid() {
        Envelope envelope = new Envelope(
                "s3ss10n",
                "a@example.org",
                List.of("b@example.com"),
                "mail.example.org",
                Map.of(Attribute.ADDR, "2001:db8::1", Attribute.NAME, "client.example.org", Attribute.IDENT, "4ABC"));

        assertThat(head(envelope)).isEqualTo("""
                POST /checkv2 HTTP/1.1
                Host: 127.0.0.1:11333
                Connection: close
                Content-Length: 17
                Flags: milter,body_block
                MTA-Name: mx.example.com
                Queue-Id: 4ABC
                IP: 2001:db8::1
                Hostname: client.example.org
                Helo: mail.example.org
                From: a@example.org
                Deliver-To: b@example.com
                Rcpt: b@example.com

                """.replace("\n", "\r\n"));
    }

    /** A login that nobody gave, or a client that nobody knows, would turn checks of rspamd's off. */
    @Test
    void whatIsNotKnownIsNotSaid() {
        Envelope envelope = new Envelope("s3ss10n", "<>", List.of("b@example.com", "c@example.com"), "", Map.of());

        assertThat(head(envelope).split("\r\n"))
                .contains("From: <>", "Queue-Id: s3ss10n", "Rcpt: b@example.com", "Rcpt: c@example.com")
                .noneMatch(line -> line.startsWith("User:")
                        || line.startsWith("IP:")
                        || line.startsWith("Helo:")
                        || line.startsWith("Hostname:")
                        || line.startsWith("Deliver-To:"));
    }

    static Stream<String> hostileTexts() {
        return Stream.concat(
                HostileTexts.ofAscii(),
                Stream.of(
                        "a\r\nUser: root\r\n\r\n", "a\nFile: /etc/passwd", "\0", "\u00c2\u0085", "x".repeat(100_000)));
    }

    @ParameterizedTest
    @MethodSource("hostileTexts")
    void noValueCanBeginAnotherField(String hostile) {
        Map<Attribute, String> client = new EnumMap<>(Attribute.class);
        for (Attribute attribute : Attribute.values()) {
            client.put(attribute, hostile);
        }
        String head = head(new Envelope("s3ss10n", hostile, List.of(hostile, hostile), hostile, client));

        assertThat(head.split("\r\n"))
                .allMatch(line -> line.startsWith("POST ")
                        || Stream.of(
                                        "Host",
                                        "Connection",
                                        "Content-Length",
                                        "Flags",
                                        "MTA-Name",
                                        "Queue-Id",
                                        "IP",
                                        "Hostname",
                                        "Helo",
                                        "From",
                                        "Rcpt")
                                .anyMatch(name -> line.startsWith(name + ": ")))
                .allMatch(line -> line.chars().allMatch(c -> c >= ' ' && c != 127))
                .hasSize(13);
        assertThat(head).endsWith("\r\n\r\n").hasSizeLessThan(MOST_BYTES_OF_RSPAMD);
        assertThat(head.indexOf("\r\n\r\n")).isEqualTo(head.length() - 4);
    }

    @Test
    void utf8GoesAsItIs() {
        byte[] utf8 = "j\u00f6rg@b\u00fccher.example".getBytes(StandardCharsets.UTF_8);
        String address = WireText.of(utf8, 0, utf8.length);

        assertThat(head(new Envelope("s", address, List.of(address), "", Map.of())))
                .contains("\r\nFrom: " + address + "\r\n", "\r\nRcpt: " + address + "\r\n");
    }

    @Test
    void aThousandRecipientsAreSaidAndMoreThanFitAreNot() {
        String address = "x".repeat(30) + "@example.com";
        String thousand = head(new Envelope("s", "<>", Collections.nCopies(1000, address), "", Map.of()));
        String many = head(new Envelope("s", "<>", Collections.nCopies(50_000, address), "", Map.of()));

        assertThat(thousand.split("\r\nRcpt: ")).hasSize(1001);
        assertThat(many.length()).isBetween(64 * 1024, MOST_BYTES_OF_RSPAMD);
    }

    private String head(Envelope envelope) {
        Examination known = examinations.of(message, Duration.ofSeconds(1));
        Examination examination = new Examination(message, envelope, known.allowance(), known.origin());
        byte[] bytes = new ScanRequest("mx.example.com").head(examination, "127.0.0.1:11333");
        return WireText.of(bytes, 0, bytes.length);
    }
}
