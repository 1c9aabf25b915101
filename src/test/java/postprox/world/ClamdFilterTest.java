package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import postprox.filter.Answer;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.filter.clamd.ClamdProbe;
import postprox.filter.command.CommandFilter;
import postprox.filter.virus.OnFinding;
import postprox.smtp.Reply;
import postprox.world.ClamdBench.Way;

/** The filter kind clamd with Debian's clamd. */
@Timeout(value = 180, threadMode = SEPARATE_THREAD)
@Execution(ExecutionMode.CONCURRENT)
class ClamdFilterTest {
    private static final Reply VIRUS = Reply.of(554, "5.7.1 Message contains a virus (" + Clamd.NAME + ")");
    private static final int LIMIT = 1 << 20;

    private ClamdBench bench;

    @BeforeEach
    void open() throws IOException {
        bench = new ClamdBench();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void theManualsScriptTheExampleAndEachWayRefuseTheSameMessages() throws IOException {
        Clamd clamd = bench.clamd();
        Path manual = bench.workspace.script("manual", """
                %s --config-file=%s --disable-summary --stdout - < "$EMAIL"
                STATUS=$?
                [ -z "$STATUS" ] && STATUS=2
                [ $STATUS -eq 0 ] && exit 0
                if [ $STATUS -eq 1 ]; then
                        echo 550 Message contains a virus 1>&2
                        exit 1
                fi
                exit 2
                """.formatted(Clamd.CLAMDSCAN, clamd.config()));
        Path example = Path.of("examples/clamdscan.sh").toAbsolutePath();
        Map<String, List<String>> said = new LinkedHashMap<>();
        Map<String, List<String>> expected = new LinkedHashMap<>();
        for (Map.Entry<String, String> message : ClamdMessages.all().entrySet()) {
            List<String> answers = new ArrayList<>();
            answers.add(word(bench.ask(new CommandFilter(manual.toString()), message.getValue())));
            answers.add(word(
                    bench.ask(new CommandFilter(example + " --config-file=" + clamd.config()), message.getValue())));
            for (Way way : Way.values()) {
                answers.add(word(bench.ask(clamd, way, message.getValue())));
            }
            said.put(message.getKey(), answers);
            String word = message.getKey().startsWith("virus") ? "Reject" : "Accept";
            expected.put(
                    message.getKey(),
                    Stream.generate(() -> word).limit(answers.size()).toList());
        }

        assertThat(said).isEqualTo(expected);
    }

    @Test
    void aVirusIsRefusedByItsName() throws IOException {
        Clamd clamd = bench.clamd();
        for (Way way : Way.values()) {
            assertThat(bench.ask(clamd, way, "Subject: x\n\n" + Clamd.EICAR + "\n"))
                    .as("%s", way)
                    .isEqualTo(new Verdict.Reject(VIRUS));
        }
    }

    /** A write beyond the limit breaks off while the refusal waits to be read. */
    @Test
    void aMessageBeyondStreamMaxLengthIsNoFailure() throws IOException {
        Clamd clamd = bench.clamd("StreamMaxLength 1M");
        for (Way way : List.of(Way.STREAM_ON_UNIX_SOCKET, Way.STREAM_ON_TCP, Way.EDITED)) {
            assertThat(bench.ask(clamd, way, ClamdMessages.ofSize(LIMIT)))
                    .as("%s", way)
                    .isEqualTo(new Verdict.Accept());
            for (int size : new int[] {LIMIT + 1, LIMIT + 100_000, 8 * LIMIT}) {
                for (int i = 0; i < 5; i++) {
                    assertThat(bench.ask(clamd, way, ClamdMessages.ofSize(size)))
                            .as("%s %d", way, size)
                            .isEqualTo(new NoVerdict.TooLarge("larger than clamd's StreamMaxLength"));
                }
            }
        }
        assertThat(bench.ask(clamd, Way.SPOOLED_FILE, ClamdMessages.ofSize(8 * LIMIT)))
                .isEqualTo(new Verdict.Accept());
        assertThat(bench.events).isEmpty();
    }

    @Test
    void whatIsEncryptedPassesOnlyIfTheAdministratorSaysSo() throws IOException {
        String message = ClamdMessages.encrypted();
        Clamd strict = bench.clamd("AlertEncrypted yes");

        assertThat(bench.ask(bench.filter(strict.places(), OnFinding.REJECT, OnFinding.PASS), message))
                .isEqualTo(
                        new Verdict.Reject(Reply.of(554, "5.7.1 Message contains a virus (Heuristics.Encrypted.Zip)")));
        assertThat(bench.ask(bench.filter(strict.places(), OnFinding.PASS, OnFinding.REJECT), message))
                .isInstanceOf(Verdict.Accept.class);
    }

    @Test
    void encryptedMailPassesIfClamdDoesNotReportIt() throws IOException {
        assertThat(bench.ask(bench.clamd(), Way.SPOOLED_FILE, ClamdMessages.encrypted()))
                .isEqualTo(new Verdict.Accept());
    }

    @Test
    void whatIsBeyondClamdsLimitsPassesOnlyIfTheAdministratorSaysSo() throws IOException {
        String message = ClamdMessages.ofSize(3 * LIMIT);
        Clamd strict = bench.clamd("AlertExceedsMax yes", "MaxFileSize 1M", "MaxScanSize 1M");

        assertThat(bench.ask(bench.filter(strict.places(), OnFinding.PASS, OnFinding.REJECT), message))
                .isInstanceOfSatisfying(
                        Verdict.Reject.class,
                        refusal -> assertThat(refusal.reply().oneLine())
                                .startsWith("554 5.7.1 Message contains a virus (Heuristics.Limits.Exceeded"));
        assertThat(bench.ask(bench.filter(strict.places(), OnFinding.REJECT, OnFinding.PASS), message))
                .isInstanceOf(Verdict.Accept.class);
    }

    @Test
    void aProbeTellsTheVersionOrWhyThereIsNone() throws IOException {
        Clamd clamd = bench.clamd();
        assertThat(ClamdProbe.version(clamd.socket(), bench.dialer, ClamdBench.in(ClamdBench.LONG)))
                .startsWith("ClamAV 1.");
        assertThat(ClamdProbe.version(clamd.port(), bench.dialer, ClamdBench.in(ClamdBench.LONG)))
                .startsWith("ClamAV 1.");
        clamd.kill();

        assertThat(org.assertj.core.api.Assertions.catchThrowable(
                        () -> ClamdProbe.version(clamd.port(), bench.dialer, ClamdBench.in(ClamdBench.LONG))))
                .hasMessage("Connection refused");
    }

    private static String word(Answer answer) {
        return answer.getClass().getSimpleName();
    }
}
