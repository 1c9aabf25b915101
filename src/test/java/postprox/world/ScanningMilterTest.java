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
import postprox.filter.Filter;
import postprox.filter.Verdict;
import postprox.smtp.Reply;

/** Debian's clamav-milter and spamass-milter as filters. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
@Execution(ExecutionMode.CONCURRENT)
class ScanningMilterTest {
    private static final String CLEAN = "Message-ID: <1@example.org>\nSubject: clean\n\nbody\n";
    private static final String INFECTED = "Message-ID: <2@example.org>\nSubject: infected\n\n" + Clamd.EICAR + "\n";

    private MilterBench bench;

    @BeforeEach
    void open() throws IOException {
        bench = new MilterBench();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void clamavMilterRefusesAVirusInItsWordsAndMarksTheRest() throws IOException {
        try (Clamd clamd = Clamd.start(bench.workspace)) {
            clamd.await();
            try (Milter milter = clamd.milter("RejectMsg A virus: %v, 100% sure", "AddHeader Replace")) {
                Filter filter = ready(milter);
                assertThat(bench.ask(filter, INFECTED))
                        .isEqualTo(new Verdict.Reject(Reply.of(550, "5.7.1 A virus: " + Clamd.NAME + ", 100% sure")));

                String passed = bench.passing("X-Virus-Status: forged\n" + CLEAN, filter);
                assertThat(passed)
                        .startsWith(CLEAN.substring(0, CLEAN.indexOf("\n\n") + 1))
                        .contains("\nX-Virus-Scanned: clamav-milter ", "\nX-Virus-Status: Clean\n")
                        .endsWith("\n\nbody\n")
                        .doesNotContain("forged");
            }
        }
    }

    @Test
    void clamavMilterMayHaveAMessageKeptAside() throws IOException {
        try (Clamd clamd = Clamd.start(bench.workspace)) {
            clamd.await();
            try (Milter milter = clamd.milter("OnInfected Quarantine")) {
                assertThat(bench.ask(ready(milter), INFECTED))
                        .isInstanceOfSatisfying(
                                Verdict.Quarantine.class,
                                quarantine ->
                                        assertThat(quarantine.reason()).isEqualTo("quarantined by clamav-milter"));
            }
            try (Milter milter = clamd.milter("OnInfected Blackhole")) {
                assertThat(bench.ask(ready(milter), INFECTED)).isInstanceOf(Verdict.Discard.class);
            }
        }
    }

    /** A scanner that cannot scan says so by its answer, and that is a refusal for now. */
    @Test
    void clamavMilterWithoutClamdHasMailWait() throws IOException {
        try (Clamd clamd = Clamd.start(bench.workspace)) {
            clamd.await();
            try (Milter milter = clamd.milter()) {
                Filter filter = ready(milter);
                clamd.kill();
                assertThat(bench.ask(filter, CLEAN))
                        .isInstanceOfSatisfying(
                                Verdict.Reject.class,
                                reject -> assertThat(reject.reply().code()).isEqualTo(451));
            }
        }
    }

    @Test
    void spamassMilterRefusesSpamAndMarksTheRest() throws IOException {
        // The stock rules would say so. spamass-milter learns the score by this field alone.
        String status = "--cf=add_header all Status \"_YESNO_, score=_SCORE_\"";
        try (Spamd spamd = Spamd.start(bench.workspace, "spamd", status)) {
            spamd.await();
            try (SpamassMilter milter = SpamassMilter.start(bench.workspace, spamd)) {
                Filter filter = bench.filter("postprox", List.of(milter.endpoint()));
                assertThat(bench.ask(filter, "Subject: x\n\nmarker-of-spam\n"))
                        .isInstanceOfSatisfying(
                                Verdict.Reject.class,
                                reject -> assertThat(reject.reply().oneLine()).startsWith("550 5.7.1 "));
                assertThat(bench.passing(CLEAN, filter))
                        .contains("\nX-Spam-Status: No, score=")
                        .contains("\nSubject: clean\n")
                        .endsWith("\n\nbody\n");
            }
        }
    }

    /** It has mail wait until it has found its clamd, which it looks for after its start. */
    private Filter ready(Milter milter) {
        Filter filter = bench.filter(milter);
        Patience.await("clamav-milter finds clamd", () -> bench.ask(filter, CLEAN) instanceof Verdict.Passing);
        return filter;
    }
}
