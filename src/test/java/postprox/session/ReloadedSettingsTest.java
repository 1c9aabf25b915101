package postprox.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postprox.net.Dialer;
import postprox.net.Wire;
import postprox.testkit.FilterProbe;
import postprox.testkit.ForwardingWire;
import postprox.testkit.ProxyUnderTest;
import postprox.testkit.Script;
import postprox.testkit.ScriptedNextHop;
import postprox.testkit.SmtpClient;
import postprox.time.Deadline;

/** A session that is open while the settings are read again keeps its client's limits and its next hop. */
final class ReloadedSettingsTest {
    private static final String CONTENT = "Subject: x\r\n\r\ntext\r\n";
    private static final int TOO_SMALL = 10;
    private static final int LARGE_ENOUGH = 1000;

    @TempDir
    private Path spool;

    /** RFC 1870 section 6.1: a message of no more than the size in the reply to EHLO is not refused for its size. */
    @Test
    void aMessageOfTheSizeThatTheClientWasToldIsTaken() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .messageBytes(LARGE_ENOUGH)
                        .start();
                SmtpClient client = proxy.connect().greet()) {
            proxy.reload(setup -> setup.messageBytes(TOO_SMALL));
            assertThat(client.envelope().data(CONTENT)).startsWith("250 2.0.0 Ok: queued as ");
            try (SmtpClient next = proxy.connect().greet()) {
                assertThat(next.envelope().data(CONTENT)).startsWith("552 5.3.4 ");
            }
        }
    }

    @Test
    void aMessageLargerThanTheSizeThatTheClientWasToldIsRefusedWithOrWithoutItsSize() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .messageBytes(TOO_SMALL)
                        .start();
                SmtpClient client = proxy.connect().greet()) {
            proxy.reload(setup -> setup.messageBytes(LARGE_ENOUGH));
            assertThat(client.command("MAIL FROM:<a@b> SIZE=" + CONTENT.length()))
                    .startsWith("552 5.3.4 ");
            assertThat(client.envelope().data(CONTENT)).startsWith("552 5.3.4 ");
        }
    }

    @Test
    void aMessageInHandHasTheTimesOfItsNextHopToItsEnd() throws IOException {
        Duration newTime = Duration.ofSeconds(7);
        List<Duration> times = new CopyOnWriteArrayList<>();
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .filter(FilterProbe.accepting())
                        .dialer(inner -> noting(times, inner))
                        .start();
                SmtpClient client = proxy.connect().greet()) {
            proxy.reload(setup -> setup.nextHopTimeout(newTime).finalReplyTimeout(newTime));
            assertThat(client.envelope().data(CONTENT)).startsWith("250 2.0.0 Ok: queued as ");
            assertThat(times).isNotEmpty().doesNotContain(newTime);
        }
    }

    /** Notes how long the proxy waits for each reply. */
    private static Dialer noting(List<Duration> times, Dialer inner) {
        return (whole, greeting) ->
                inner.dial(whole, (wire, limit) -> greeting.await(new NotingWire(wire, times), limit));
    }

    private static final class NotingWire extends ForwardingWire {
        private final List<Duration> times;

        NotingWire(Wire inner, List<Duration> times) {
            super(inner);
            this.times = times;
        }

        @Override
        public void timeouts(Duration perOperation, Deadline deadline) {
            times.add(perOperation);
            super.timeouts(perOperation, deadline);
        }
    }
}
