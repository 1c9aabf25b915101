package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.Filter;
import postprox.filter.Verdict;
import postprox.filter.command.CommandFilter;
import postprox.filter.milter.MilterProbe;
import postprox.time.Deadline;
import postprox.time.Ticker;

/** Debian's OpenDKIM as a filter: it signs what leaves and verifies what comes. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
@Execution(ExecutionMode.CONCURRENT)
class DkimMilterTest {
    private static final String OURS = "ORIGINATING";
    private static final String RULES = "Mode sv\nMTA ORIGINATING\nInternalHosts nobody.invalid\n";

    /** What relaxed canonicalization does not mind, and simple does. */
    private static final String ODD = """
            From:  Us <us@example.org>
            To: you@example.com
            Subject:\t tabs and
            \t  folds \s
            X-None:none
            Date: Mon, 30 Nov 2026 12:00:00 +0000

            line\t with  blanks \s
            .
            ..two dots

            \u00e9\u00ff 8-bit


            """;

    private MilterBench bench;
    private Dkim dkim;

    @BeforeEach
    void open() throws IOException {
        bench = new MilterBench();
        dkim = Dkim.in(bench.workspace);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"relaxed/relaxed", "relaxed/simple", "simple/simple"})
    void whatIsSignedVerifies(String canonicalization) throws IOException {
        try (Milter signer = dkim.milter("signer", RULES + "Canonicalization " + canonicalization + "\n");
                Milter verifier = dkim.milter("verifier-milter", RULES)) {
            String signed = bench.passing(ODD, bench.filter(OURS, signer));

            assertThat(signed)
                    .startsWith("DKIM-Signature: ")
                    .endsWith("\n" + ODD)
                    .contains("c=" + canonicalization + ";");
            assertThat(bench.passing(signed, bench.filter(verifier)))
                    .startsWith("Authentication-Results: mx.example.com;\n\tdkim=pass ")
                    .endsWith("\n" + signed);
            assertThat(dkim.verdict(signed)).contains("verification").doesNotContain("bad signature");
        }
    }

    @Test
    void aMessageThatWasChangedBeforeTheSignerVerifies() throws IOException {
        String script =
                "printf 'insert 0 X-First: 1\\nadd X-Last: folded\\n' >\"$EDITS\"; sed s/line/changed/ <\"$EMAIL\" >\"$OUTFILE\"";
        try (Milter signer = dkim.milter("signer", RULES);
                Milter verifier = dkim.milter("verifier-milter", RULES)) {
            String arrived =
                    bench.passing(ODD, new CommandFilter(script), bench.filter(OURS, signer), bench.filter(verifier));

            assertThat(arrived)
                    .startsWith("Authentication-Results: mx.example.com;\n\tdkim=pass ")
                    .contains("\nX-First: 1\n", "\nchanged\t with  blanks");
        }
    }

    @Test
    void aMessageThatIsChangedBehindTheSignerDoesNot() throws IOException {
        try (Milter signer = dkim.milter("signer", RULES);
                Milter verifier = dkim.milter("verifier-milter", RULES)) {
            String arrived = bench.passing(
                    ODD,
                    bench.filter(OURS, signer),
                    new CommandFilter("sed s/line/changed/ <\"$EMAIL\" >\"$OUTFILE\""),
                    bench.filter(verifier));

            assertThat(arrived).startsWith("Authentication-Results: mx.example.com;\n\tdkim=fail ");
        }
    }

    /** OpenDKIM goes by the stream's name, as with Postfix. */
    @Test
    void aStrangersMailIsVerifiedAndNotSigned() throws IOException {
        try (Milter opendkim = dkim.milter("opendkim", RULES)) {
            String arrived = bench.passing(ODD, bench.filter(opendkim));
            assertThat(arrived)
                    .startsWith("Authentication-Results: mx.example.com; ")
                    .doesNotContain("DKIM-Signature");

            String theirs = dkim.signedByAStranger(
                    "From: x@example.net\nTo: y@example.org\nDate: Mon, 30 Nov 2026 12:00:00 +0000\n\nbody\n");
            assertThat(bench.passing(theirs.replace("\r\n", "\n"), bench.filter(opendkim)))
                    .startsWith("Authentication-Results: mx.example.com;\n\tdkim=pass ");
        }
    }

    /** A sender may claim that our server has verified the message. OpenDKIM removes that by the field's number. */
    @Test
    void aForgedResultIsRemoved() throws IOException {
        String forged = "Authentication-Results: other.example.net; dkim=pass\n"
                + "Authentication-Results: mx.example.com; dkim=pass (forged)\n"
                + ODD;
        try (Milter opendkim = dkim.milter("opendkim", RULES + "AuthservID mx.example.com\n")) {
            assertThat(bench.passing(forged, bench.filter(opendkim)))
                    .contains("other.example.net")
                    .doesNotContain("forged")
                    .endsWith(ODD);
        }
    }

    @Test
    void largeMessagesAndManyAtOnceAreSigned() throws Exception {
        try (Milter signer = dkim.milter("signer", RULES);
                Milter verifier = dkim.milter("verifier-milter", RULES)) {
            String large = ODD + "0123456789 lorem ipsum dolor sit amet\n".repeat(100_000);
            assertThat(bench.passing(large, bench.filter(OURS, signer), bench.filter(verifier)))
                    .contains("dkim=pass");

            Filter filter = bench.filter(OURS, signer);
            List<Verdict> answers = java.util.stream.IntStream.range(0, 40)
                    .parallel()
                    .mapToObj(i -> (Verdict) bench.ask(filter, ODD))
                    .toList();
            assertThat(answers).allMatch(Verdict.Edit.class::isInstance);
        }
    }

    @Test
    void aProbeTellsWhatItIs() throws IOException {
        try (Milter opendkim = dkim.milter("opendkim", RULES)) {
            assertThat(MilterProbe.describe(
                            opendkim.endpoint(), bench.dialer, Deadline.after(Ticker.SYSTEM, MilterBench.LONG)))
                    .matches("milter protocol 6, actions 0x111, steps 0x[0-9a-f]+");
        }
    }
}
