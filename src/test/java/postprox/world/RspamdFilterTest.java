package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import postprox.filter.Answer;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.filter.rspamd.RspamdProbe;
import postprox.mail.Envelope;
import postprox.net.Endpoint;
import postprox.smtp.Xforward.Attribute;
import postprox.text.WireText;
import postprox.time.Deadline;
import postprox.time.Ticker;

/** The filter kind rspamd with Debian's rspamd. */
@Timeout(value = 180, threadMode = SEPARATE_THREAD)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.SAME_THREAD)
class RspamdFilterTest {

    private RspamdBench bench;
    private Rspamd rspamd;
    private Dkim dkim;

    @BeforeAll
    void start() throws IOException {
        bench = new RspamdBench();
        dkim = Dkim.in(bench.workspace);
        rspamd = bench.signing(dkim);
    }

    @AfterAll
    void stop() {
        bench.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "unwanted | 554 5.7.1 Spam message rejected; reject, score 20.0/15.0 (TEST_UNWANTED 20.0)",
                "owncode | 550 5.7.9 own words; reject, score 0.0/15.0 (TEST_OWNCODE 0.0)",
                "later | 451 4.7.1 Come back later; soft reject, score 0.0/15.0 (TEST_LATER 0.0)",
            })
    void refusalsHaveRspamdsWords(String subject, String words) {
        for (Endpoint place : rspamd.places()) {
            assertThat(bench.ask(bench.filter(place), message(subject)))
                    .isInstanceOfSatisfying(
                            Verdict.Reject.class,
                            reject -> assertThat(reject.reply().oneLine() + "; " + reject.said())
                                    .isEqualTo(words));
        }
    }

    /** rspamd says of it that it has skipped it. */
    @Test
    void theTestTextOfAllSpamFiltersIsRefused() {
        String gtube = "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X";

        assertThat(bench.ask(bench.filter(rspamd.port()), "Subject: test\n\n" + gtube + "\n"))
                .isInstanceOfSatisfying(
                        Verdict.Reject.class,
                        reject -> assertThat(reject.reply().oneLine()).isEqualTo("554 5.7.1 Gtube pattern"));
    }

    @Test
    void quarantineAndDiscardAreVerdictsOfTheirOwn() {
        assertThat(ask("aside")).isInstanceOf(Verdict.Quarantine.class);
        assertThat(ask("gone")).isInstanceOf(Verdict.Discard.class);
        assertThat(ask("vanishes")).isInstanceOf(Verdict.Discard.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hello | R F S:hello",
                "liked | R F S:liked",
                "empty | R F S:empty",
                "marked | R F S:marked X-Spam:Yes",
                "junk | R F S:junk X-Junk:yes",
                "rewritten | R F S:***_SPAM_***_rewritten",
                "observed | R F S:observed X-Rspamd-Action:reject",
                "tops | X-Top:top R F S:tops",
                "seconds | R X-Under:under F S:seconds",
                "ends | R F S:ends X-End:one/two",
                "nearly | R F X-Nearly:nearly S:nearly",
            })
    void theHeaderIsEditedAsRspamdSays(String subject, String header) {
        assertThat(outline(passing(message(subject)))).isEqualTo(header);
    }

    @Test
    void removalsCountInTheMessageAsItWasSent() {
        String numbered = """
                X-All: 1
                x-all: 2
                X-Second: 1
                X-Second: 2
                X-Second: 3
                X-Last: 1
                X-Last: 2
                X-Many: 1
                X-Many: 2
                X-Many: 3
                X-Many: 4
                """;

        assertThat(outline(passing(numbered + message("removes"))))
                .isEqualTo("X-Second:1 X-Second:3 X-Last:1 X-Many:2 X-Many:4 R F S:removes");
    }

    @Test
    void allElseKeepsItsBytes() {
        String text = message("marked").replace("body", "\u0080\u00ff\0\n.\nno end");

        assertThat(passing(text.stripTrailing())).isEqualTo(text.stripTrailing().replace("\n\n", "\nX-Spam: Yes\n\n"));
    }

    @Test
    void whatASenderWritesCannotBreakTheAnswer() {
        for (String hostile : List.of(
                "copies \u0001\u0007\u007f",
                "copies \u00ff\u00e9",
                "copies =?utf-8?q?a=00=0D=0Ab=FF?=",
                "copies \"\\")) {
            assertThat(passing(message(hostile))).contains("\nX-Copy: copies");
        }
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

    /** rspamc is rspamd's own client. It and the filter hear the same of the same messages. */
    @Test
    void rspamcAndTheFilterGetTheSameVerdicts() {
        List<String> heard = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (String subject : List.of(
                "hello",
                "marked",
                "rewritten",
                "liked",
                "unwanted",
                "later",
                "owncode",
                "aside",
                "gone",
                "observed",
                "junk",
                "marked liked")) {
            Path file = bench.workspace.file("message " + subject, message(subject));
            String said = Tools.run(Rspamd.RSPAMC, "-h", rspamd.port().toString(), "symbols", file.toString());
            expected.add(subject + ": " + line(said, "Action: ") + " "
                    + line(said, "Score: ").replace(".00", ".0").replace(" ", ""));
            heard.add(subject + ": " + verdict(ask(subject)));
        }
        assertThat(heard).isEqualTo(expected);
    }

    @Test
    void aBodyThatARuleHasRewrittenStandsBehindTheHeader() {
        assertThat(passing("X-Spam: No\n" + message("newbody").replace("\n\nbody\n", "\n\na secret\nand no end")))
                .isEqualTo(message("newbody").replace("\n\nbody\n", "\nX-New: body\n\na public\nand no end\n"));
    }

    @Test
    void aSignatureOfRspamdsVerifies() {
        String signed = passing("""
                Received: from x by y; Sun, 29 Nov 2026 12:00:00 +0000
                From: a@example.org
                To: b@example.com
                Subject: signed
                Date: Sun, 29 Nov 2026 12:00:00 +0000
                Message-ID: <1@example.org>

                body
                 \s
                """);

        assertThat(signed).startsWith("Received: from x by y; Sun, 29 Nov 2026 12:00:00 +0000\nDKIM-Signature: v=1;");
        assertThat(dkim.verdict(signed.replace("\n", "\r\n"))).contains("succeeded");
    }

    @Test
    void aChangeOfTheEnvelopeIsAFailureThatNamesIt() {
        assertThat(ask("envelope"))
                .isInstanceOfSatisfying(
                        NoVerdict.Failed.class,
                        failed -> assertThat(failed.reason()).contains("add_rcpt"));
    }

    @Test
    void itsMilterIsNamedAndItsControllerWillDo() {
        assertThat(bench.ask(bench.filter(rspamd.milter()), message("hello")))
                .isInstanceOfSatisfying(
                        NoVerdict.Failed.class,
                        failed -> assertThat(failed.reason()).contains("rspamd's milter listens there", "port 11333"));
        assertThat(bench.ask(bench.filter(rspamd.controller()), message("unwanted")))
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

    private Answer ask(String subject) {
        return bench.ask(bench.filter(rspamd.port()), message(subject));
    }

    private String passing(String text) {
        return bench.passing(text, bench.filter(rspamd.port()));
    }

    private String facts(Envelope envelope) {
        String passed = bench.examinations.passing(message("facts"), envelope, bench.filter(rspamd.port()));
        return line(passed, "X-Facts: ");
    }

    private static String message(String subject) {
        return "Received: r\nFrom: a@example.org\nSubject: " + subject + "\n\nbody\n";
    }

    /** Action and score, as the log has them. */
    private static String verdict(Answer answer) {
        String said = switch (answer) {
            case Verdict.Accept accept -> accept.remarks().said();
            case Verdict.Edit edit -> edit.remarks().said();
            case Verdict.Reject reject -> reject.said();
            case Verdict.Quarantine(String reason) -> reason.substring(reason.indexOf("; ") + 2);
            case Verdict.Discard(String reason) -> reason.substring(reason.indexOf("; ") + 2);
            case Verdict.Defer _, NoVerdict _ -> answer.toString();
        };
        return said.replace(", score", "").replaceAll(" \\(.*", "");
    }

    private static String line(String text, String start) {
        return text.lines()
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(start.length()))
                .findFirst()
                .orElse("no line " + start + "in " + text);
    }

    /** The fields of a message in their order, as short as can be. */
    private static String outline(String text) {
        return text.substring(0, text.indexOf("\n\n"))
                .replace("\n\t", "/")
                .replace(' ', '_')
                .replace(":_", ":")
                .replace("Received:r", "R")
                .replace("From:a@example.org", "F")
                .replace("Subject:", "S:")
                .replace('\n', ' ');
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
