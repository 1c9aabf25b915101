package postprox.filter.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postprox.filter.Answer;
import postprox.filter.Examination;
import postprox.filter.Verdict;
import postprox.filter.policy.RequestState;
import postprox.filter.program.ProcessLimits;
import postprox.mail.Envelope;
import postprox.mail.HeaderEdit;
import postprox.smtp.Xforward.Attribute;
import postprox.spool.SpooledMessage;
import postprox.testkit.Examinations;
import postprox.testkit.TestWatchdog;
import postprox.world.Tools;

/** Debian's policyd-spf, made for Postfix's spawn(8), is a worker as it is. */
class RealPolicyProgramTest {
    private static final String POLICYD_SPF = Tools.require("/usr/bin/policyd-spf", "postfix-policyd-spf-python");

    @Test
    void policydSpfAnswersOneMessageAfterTheOther(@TempDir Path directory) throws IOException {
        WorkerFilter filter = new WorkerFilter(
                POLICYD_SPF,
                new WorkerRules("spf", 1, 0, Duration.ofMinutes(5), RequestState.RCPT, false),
                ProcessLimits.NONE,
                _ -> {},
                TestWatchdog.running());
        try (Examinations examinations = new Examinations(directory)) {
            for (int i = 0; i < 3; i++) {
                assertThat(answer(filter, examinations))
                        .isInstanceOfSatisfying(
                                Verdict.Edit.class,
                                edit -> assertThat(edit.edits())
                                        .as("one field, although it was asked about two recipients")
                                        .singleElement()
                                        .isInstanceOfSatisfying(
                                                HeaderEdit.Insert.class,
                                                insert -> assertThat(
                                                                insert.field().body())
                                                        .startsWith(
                                                                " SPF check N/A for local connections - client-ip=127.0.0.1")));
            }
        } finally {
            filter.close();
        }
    }

    private static Answer answer(WorkerFilter filter, Examinations examinations) throws IOException {
        Envelope envelope = new Envelope(
                "s3ss10n",
                "a@example.org",
                List.of("b@example.com", "c@example.com"),
                "helo.example.org",
                Map.of(Attribute.ADDR, "127.0.0.1", Attribute.PROTO, "ESMTP"));
        try (SpooledMessage message = examinations.message("Subject: x\n\n")) {
            Examination usual = examinations.of(message, Duration.ofSeconds(30));
            return filter.examine(new Examination(message, envelope, usual.allowance(), usual.origin()));
        }
    }
}
