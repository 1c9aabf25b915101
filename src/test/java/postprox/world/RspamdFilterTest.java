package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
import postprox.net.Endpoint;

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
            assertThat(bench.ask(bench.filter(place), RspamdBench.message(subject)))
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
        assertThat(outline(passing(RspamdBench.message(subject)))).isEqualTo(header);
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

        assertThat(outline(passing(numbered + RspamdBench.message("removes"))))
                .isEqualTo("X-Second:1 X-Second:3 X-Last:1 X-Many:2 X-Many:4 R F S:removes");
    }

    @Test
    void allElseKeepsItsBytes() {
        String text = RspamdBench.message("marked").replace("body", "\u0080\u00ff\0\n.\nno end");

        assertThat(passing(text.stripTrailing())).isEqualTo(text.stripTrailing().replace("\n\n", "\nX-Spam: Yes\n\n"));
    }

    @Test
    void whatASenderWritesCannotBreakTheAnswer() {
        for (String hostile : List.of(
                "copies \u0001\u0007\u007f",
                "copies \u00ff\u00e9",
                "copies =?utf-8?q?a=00=0D=0Ab=FF?=",
                "copies \"\\")) {
            assertThat(passing(RspamdBench.message(hostile))).contains("\nX-Copy: copies");
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
            Path file = bench.workspace.file("message " + subject, RspamdBench.message(subject));
            String said = Tools.run(Rspamd.RSPAMC, "-h", rspamd.port().toString(), "symbols", file.toString());
            expected.add(subject + ": " + RspamdBench.line(said, "Action: ") + " "
                    + RspamdBench.line(said, "Score: ").replace(".00", ".0").replace(" ", ""));
            heard.add(subject + ": " + verdict(ask(subject)));
        }
        assertThat(heard).isEqualTo(expected);
    }

    @Test
    void aBodyThatARuleHasRewrittenStandsBehindTheHeader() {
        assertThat(passing("X-Spam: No\n"
                        + RspamdBench.message("newbody").replace("\n\nbody\n", "\n\na secret\nand no end")))
                .isEqualTo(RspamdBench.message("newbody")
                        .replace("\n\nbody\n", "\nX-New: body\n\na public\nand no end\n"));
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

    private Answer ask(String subject) {
        return bench.ask(bench.filter(rspamd.port()), RspamdBench.message(subject));
    }

    private String passing(String text) {
        return bench.passing(text, bench.filter(rspamd.port()));
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
}
