package postprox.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postprox.filter.FailurePolicy;
import postprox.filter.NoVerdict;
import postprox.testkit.FilterProbe;
import postprox.testkit.ProxyUnderTest;
import postprox.testkit.Script;
import postprox.testkit.ScriptedNextHop;
import postprox.testkit.SmtpClient;

/** A stranger who exhausts the proxy must not get mail past the filter, whatever happens when a filter fails. */
final class PostponedFilterTest {
    @TempDir
    private Path spool;

    @Test
    void aFilterThatCannotBeAskedNeverLetsAMessagePass() throws IOException {
        FilterProbe exhausted = FilterProbe.deciding(() -> new NoVerdict.Postponed("too many open files"));
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .filter(exhausted)
                        .failurePolicy(FailurePolicy.PASS)
                        .start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.envelope().data("Subject: x\r\n\r\ntext\r\n"))
                    .isEqualTo("451 4.3.2 Error: no resources to run content filter - try again later");
            assertThat(hop.commands()).doesNotContain("DATA");
        }
    }
}
