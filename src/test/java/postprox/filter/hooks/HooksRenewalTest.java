package postprox.filter.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postprox.filter.Verdict;
import postprox.filter.http.Url;
import postprox.testkit.TestClock;
import postprox.testkit.TestWatchdog;
import postprox.time.Deadline;
import postprox.time.Ticker;
import postprox.world.Patience;

/** A registration is renewed in time, and not too often. */
class HooksRenewalTest {
    private static final String MESSAGE = "Subject: x\n\nbody\n";

    @AutoClose
    private final RegistrationLab lab;

    HooksRenewalTest(@TempDir Path directory) throws IOException {
        lab = new RegistrationLab(directory);
    }

    @Test
    void aForgottenOneIsReplacedAgainAfterAMinute() throws IOException {
        TestClock clock = new TestClock();
        Registrar registrar = registrar(clock);
        Deadline deadline = Deadline.after(Ticker.SYSTEM, Asker.LONG);
        Target second = registrar.instead(registrar.now(deadline), deadline).orElseThrow();
        assertThat(registrar.instead(second, deadline)).isEmpty();
        clock.advance(Duration.ofMinutes(1));

        assertThat(registrar.instead(second, deadline)).isPresent();
    }

    /** A scanner that hangs at renewals would cost each message ten seconds. */
    @Test
    void oneThatCannotBeRenewedIsNotTriedAgainWithEachMessage() throws IOException {
        TestClock clock = new TestClock();
        lab.scanner.behave(conversation -> lab.converse(conversation, "\"2026-11-30T13:00:00Z\""));
        Registrar registrar = registrar(clock);
        Deadline deadline = Deadline.after(Ticker.SYSTEM, Asker.LONG);
        Target first = registrar.now(deadline);
        clock.advance(Duration.ofSeconds(3541));
        lab.scanner.behave(conversation -> conversation.answer(403, ""));
        assertThat(registrar.now(deadline)).isEqualTo(first);
        assertThat(registrar.now(deadline)).isEqualTo(first);
        assertThat(lab.scanner.asked()).hasSize(2);
        clock.advance(Duration.ofSeconds(10));

        assertThat(registrar.now(deadline)).isEqualTo(first);
        assertThat(lab.scanner.asked()).hasSize(3);
    }

    /** All of its time is over at once: it lives for a second, of which the last tenth is for renewing. */
    @Test
    void itIsRenewedBeforeItEnds() {
        lab.scanner.behave(conversation -> lab.converse(conversation, "\"2026-11-30T12:00:01Z\""));
        Patience.await("the registration is renewed twice", () -> {
            assertThat(lab.asker.ask(MESSAGE)).isEqualTo(new Verdict.Accept());
            return lab.made.get() >= 3;
        });
    }

    /** An hour of life: the last minute is for renewing. */
    @Test
    void oneThatLivesIsUsedIfItCannotBeRenewed() throws IOException {
        TestClock clock = new TestClock();
        lab.scanner.behave(conversation -> lab.converse(conversation, "\"2026-11-30T13:00:00Z\""));
        Registrar registrar = registrar(clock);
        Deadline deadline = Deadline.after(Ticker.SYSTEM, Asker.LONG);
        Target first = registrar.now(deadline);
        clock.advance(Duration.ofSeconds(3400));
        assertThat(registrar.now(deadline)).isEqualTo(first);
        clock.advance(Duration.ofSeconds(140));
        Target second = registrar.now(deadline);
        assertThat(second).isNotEqualTo(first);

        lab.scanner.behave(conversation -> conversation.answer(500, ""));
        clock.advance(Duration.ofSeconds(3545));
        assertThat(registrar.now(deadline)).isEqualTo(second);
        clock.advance(Duration.ofSeconds(55));
        assertThatThrownBy(() -> registrar.now(deadline)).isInstanceOf(Unavailable.class);
    }

    /** Some scanners mean "never" by such a time. */
    @Test
    void oneWithATimeThatIsFarAwayIsRenewedAfterAMonth() throws IOException {
        TestClock clock = new TestClock();
        lab.scanner.behave(conversation -> lab.converse(conversation, "\"9999-12-31T23:59:59Z\""));
        Registrar registrar = registrar(clock);
        Deadline deadline = Deadline.after(Ticker.SYSTEM, Asker.LONG);
        Target first = registrar.now(deadline);
        clock.advance(Duration.ofDays(29));
        assertThat(registrar.now(deadline)).isEqualTo(first);
        clock.advance(Duration.ofDays(1));

        assertThat(registrar.now(deadline)).isNotEqualTo(first);
    }

    private Registrar registrar(Ticker clock) {
        Access access = new Access(TestWatchdog.dialer(), Optional.empty(), Optional.empty());
        return new Registrar(
                new Registry(Url.parse(lab.scanner.origin() + "/v1/register"), "hooks", Asker.LONG, access, clock));
    }
}
