package postprox.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import postprox.event.ProcessEvent;
import postprox.event.Repeated;
import postprox.log.MailLog;
import postprox.smtp.Reply;
import postprox.testkit.RecordingLog;

/** Who is turned away, and how little of the log a flood of clients takes. */
final class AdmissionTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final String TOO_MANY = "421 4.3.2 Too many sessions - try again later";
    private static final String TOO_MANY_OF_ADDRESS = "421 4.7.0 Too many sessions from your address - try again later";

    private final RecordingLog log = new RecordingLog();
    private final Repeated turnedAway = new Repeated(new MailLog(log, 0), ProcessEvent.SessionsTurnedAway::new);
    private final Memory memory = new Memory(50_000);
    private ClientLimits limits = ClientLimits.DEFAULT;

    @Test
    void whoEndsLeavesRoomForAnother() {
        Admission admission = admission(2, 0);
        assertThat(told(admission, "192.0.2.1")).isEmpty();
        assertThat(told(admission, "192.0.2.1")).isEmpty();
        assertThat(told(admission, "192.0.2.1")).isEqualTo(TOO_MANY);
        leave(admission, "192.0.2.1", limits);
        assertThat(told(admission, "192.0.2.1")).isEmpty();
        assertThat(told(admission, "192.0.2.1")).isEqualTo(TOO_MANY);
    }

    @Test
    void oneAddressCannotTakeTheSessionsOfAnother() {
        Admission admission = admission(3, 1);
        assertThat(told(admission, "192.0.2.1")).isEmpty();
        for (int i = 0; i < 10; i++) {
            assertThat(told(admission, "192.0.2.1")).isEqualTo(TOO_MANY_OF_ADDRESS);
        }
        assertThat(told(admission, "2001:db8::1")).isEmpty();
        leave(admission, "192.0.2.1", limits);
        assertThat(told(admission, "192.0.2.1")).isEmpty();
        assertThat(told(admission, "192.0.2.2")).isEmpty();
        assertThat(told(admission, "192.0.2.3")).isEqualTo(TOO_MANY);
    }

    /** Who has one IPv6 address has the whole network that it is in. */
    @Test
    void anIpv6NetworkIsOneAddress() {
        Admission admission = admission(9, 1);
        assertThat(told(admission, "2001:db8::1")).isEmpty();
        assertThat(told(admission, "2001:db8::2:1")).isEqualTo(TOO_MANY_OF_ADDRESS);
        assertThat(told(admission, "2001:db8:0:1::1")).isEmpty();
        leave(admission, "2001:db8::3", limits);
        assertThat(told(admission, "2001:db8::2:1")).isEmpty();
    }

    @Test
    void nobodyComesInWhenTheMemoryForSessionsIsTaken() {
        Admission admission = admission(99, 0);
        try (Memory.Share _ = memory.share();
                Memory.Share _ = memory.share()) {
            assertThat(told(admission, "192.0.2.1")).isEqualTo(TOO_MANY);
        }
        assertThat(told(admission, "192.0.2.1")).isEmpty();
    }

    @Test
    void clientsOnAUnixSocketHaveNoAddressToBeCountedBy() {
        Admission admission = admission(3, 1);
        for (int i = 0; i < 3; i++) {
            assertThat(enter(admission, Optional.empty())).isEmpty();
        }
    }

    @Test
    void aFloodIsALineASecondAndEveryClientIsCounted() {
        Admission admission = admission(1, 0);
        long start = System.nanoTime();
        assertThat(told(admission, "192.0.2.1")).isEmpty();
        turnedAway.check(start);
        assertThat(log.lines()).isEmpty();
        for (int i = 0; i < 1000; i++) {
            assertThat(told(admission, "192.0.2.1")).isEqualTo(TOO_MANY);
            turnedAway.check(start + i * SECOND / 500);
        }
        turnedAway.check(start + 3 * SECOND);
        String reason = "; 1 are open, as many as --sessions allows";
        assertThat(log.lines())
                .containsExactly(
                        "warning: sessions turned away: 1" + reason,
                        "warning: sessions turned away: 500" + reason,
                        "warning: sessions turned away: 499" + reason);
    }

    @Test
    void whoCameBeforeTheLimitsChangedIsNotTakenForAnotherAfterwards() {
        Admission admission = admission(9, 0);
        ClientLimits before = limits;
        assertThat(told(admission, "192.0.2.1")).isEmpty();
        limits = limits(9, 1);
        assertThat(told(admission, "192.0.2.1")).isEmpty();
        leave(admission, "192.0.2.1", before);
        assertThat(told(admission, "192.0.2.1")).isEqualTo(TOO_MANY_OF_ADDRESS);
        limits = limits(2, 0);
        assertThat(told(admission, "192.0.2.1")).isEmpty();
        assertThat(told(admission, "192.0.2.1")).isEqualTo(TOO_MANY);
    }

    private Admission admission(int sessions, int perAddress) {
        limits = limits(sessions, perAddress);
        return new Admission(memory, turnedAway);
    }

    private static ClientLimits limits(int sessions, int perAddress) {
        ClientLimits usual = ClientLimits.DEFAULT;
        return new ClientLimits(
                sessions,
                perAddress,
                usual.commandBytes(),
                usual.commandTimeout(),
                usual.dataTimeout(),
                usual.messageBytes(),
                usual.recipients());
    }

    private String told(Admission admission, String address) {
        return enter(admission, client(address)).map(reply -> reply.oneLine()).orElse("");
    }

    private Optional<Reply> enter(Admission admission, Optional<InetAddress> client) {
        Optional<Reply> refusal = admission.enter(limits);
        if (refusal.isEmpty()) {
            refusal = admission.enterAddress(client, limits);
            refusal.ifPresent(_ -> admission.leave());
        }
        return refusal;
    }

    private static void leave(Admission admission, String address, ClientLimits enteredBy) {
        admission.leaveAddress(client(address), enteredBy);
        admission.leave();
    }

    private static Optional<InetAddress> client(String address) {
        return Optional.of(InetAddress.ofLiteral(address));
    }
}
