package postprox.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postprox.filter.FailurePolicy;
import postprox.filter.Verdict;
import postprox.testkit.ProxyUnderTest;
import postprox.testkit.Script;
import postprox.testkit.ScriptedNextHop;
import postprox.testkit.SmtpClient;

/** postprox answers no message by itself unless the administrator lets it. World and simulation have the rest. */
final class OwnAnswerTest {
    @TempDir
    private Path spool;

    @Test
    void aFilterThatAsksForQuarantineWhereItIsOffGets451WhateverTheFailurePolicy() throws IOException {
        assertIsRefused(
                new Verdict.Quarantine("odd"), "it asks for quarantine, which is off; --quarantine switches it on");
    }

    @Test
    void aFilterThatAsksForDiscardWhereItIsOffGets451WhateverTheFailurePolicy() throws IOException {
        assertIsRefused(
                new Verdict.Discard("odd"), "it asks to discard the message, which is off; --discard switches it on");
    }

    private void assertIsRefused(Verdict verdict, String reason) throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .failurePolicy(FailurePolicy.PASS)
                        .expectedError(reason)
                        .filter(_ -> verdict)
                        .start()) {
            SmtpClient client = proxy.connect().greet().envelope();
            assertThat(client.data("Subject: x\r\n\r\nx\r\n")).isEqualTo("451 4.3.0 Error running content filter");
            proxy.log().await("error: filter failed: " + reason);
            assertThat(hop.mails()).isEmpty();
        }
    }
}
