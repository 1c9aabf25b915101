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
import postprox.net.WireException;
import postprox.testkit.FilterProbe;
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

    private record NotingWire(Wire inner, List<Duration> times) implements Wire {
        @Override
        public void timeouts(Duration perOperation, Deadline deadline) {
            times.add(perOperation);
            inner.timeouts(perOperation, deadline);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws WireException {
            return inner.read(buffer, offset, length);
        }

        @Override
        public int readNow(byte[] buffer, int offset, int length) throws WireException {
            return inner.readNow(buffer, offset, length);
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws WireException {
            inner.write(buffer, offset, length);
        }

        @Override
        public void interrupt() {
            inner.interrupt();
        }

        @Override
        public String peer() {
            return inner.peer();
        }

        @Override
        public void close() {
            inner.close();
        }
    }
}
