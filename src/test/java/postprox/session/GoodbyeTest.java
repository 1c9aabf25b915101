package postprox.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postprox.filter.Chain;
import postprox.filter.FailurePolicy;
import postprox.filter.Origin;
import postprox.log.MailLog;
import postprox.net.Wire;
import postprox.net.WireException;
import postprox.smtp.StrayCr;
import postprox.spool.FaultyDisk;
import postprox.testkit.RecordingLog;
import postprox.time.Deadline;
import postprox.time.Watchdog;

/** What a client waits for while a next hop is told goodbye. */
final class GoodbyeTest {
    private static final byte[] GREETING = "220 next.hop\r\n".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path spool;

    /** A refusal that comes with the deadline would otherwise come twice as late, when Postfix has given up. */
    @Test
    void aNextHopThatReadsNoMoreHoldsUpARefusalForSecondsOnly() throws Exception {
        DeafWire wire = new DeafWire();
        Memory.Share memory = new Memory().share();
        Upstream upstream =
                new Upstream(surroundings(wire), "session", memory, new Transaction(Limits.DEFAULT, memory));
        upstream.connect();
        upstream.refuseTransaction();
        assertThat(wire.waited).isLessThanOrEqualTo(Duration.ofSeconds(5));
        assertThat(wire.closed).isTrue();
    }

    private Surroundings surroundings(DeafWire wire) throws IOException {
        SessionSettings settings = SessionSettings.with(SessionSettings.MESSAGE_DEADLINE, StrayCr.SPACE);
        return new Surroundings(
                (whole, greeting) -> greeting.await(wire, whole),
                FaultyDisk.in(spool).spool(0),
                new Chain(List.of(), FailurePolicy.TEMPFAIL, StrayCr.SPACE),
                new Origin(List.of()),
                settings,
                new MailLog(new RecordingLog(), 1),
                wire::nanos,
                new Watchdog(wire::nanos, Runnable::run, e -> {
                    throw new AssertionError(e);
                }));
    }

    /** Greets, and takes nothing. Time goes by only while somebody waits for it. */
    private static final class DeafWire implements Wire {
        private Duration waited = Duration.ZERO;
        private Duration step = Duration.ZERO;
        private Deadline whole = Deadline.never(this::nanos);
        private boolean closed;

        long nanos() {
            return waited.toNanos();
        }

        @Override
        public void patience(Duration eachStep, Deadline all) {
            step = eachStep;
            whole = all;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            System.arraycopy(GREETING, 0, buffer, offset, GREETING.length);
            return GREETING.length;
        }

        @Override
        public int readNow(byte[] buffer, int offset, int length) {
            return 0;
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws WireException {
            waited = waited.plus(whole.remainingAtMost(step));
            throw new WireException(WireException.Cause.TIMEOUT, "timed out");
        }

        @Override
        public void interrupt() {}

        @Override
        public String peer() {
            return "next hop";
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
