package postprox.filter.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import postprox.event.Event;
import postprox.event.FilterEvent;
import postprox.filter.http.Url;
import postprox.testkit.ScriptedScanner;
import postprox.testkit.ScriptedScanner.Conversation;
import postprox.testkit.TestClock;
import postprox.testkit.TestWatchdog;
import postprox.time.Deadline;
import postprox.time.Ticker;

/** A registration is renewed before it ends. Where that fails, it is used until its end, and the log says so. */
class HooksRenewalTest {
    private final TestClock clock = new TestClock();
    private final List<Event> events = new ArrayList<>();
    private final AtomicInteger made = new AtomicInteger();
    private final Deadline deadline = Deadline.after(Ticker.SYSTEM, Asker.LONG);
    private ScriptedScanner scanner;
    private Registrar registrar;

    @BeforeEach
    void start() throws IOException {
        scanner = ScriptedScanner.start();
        registers("2026-11-30T13:00:00Z");
        Access access = new Access(TestWatchdog.dialer(), Optional.empty(), Optional.empty());
        registrar = new Registrar(new Registry(Url.parse(url()), "hooks", Asker.LONG, access, clock), events::add);
    }

    @AfterEach
    void stop() throws IOException {
        scanner.close();
    }

    /** It would end without a word otherwise, and all messages would fail from then on. */
    @Test
    void oneThatCannotBeRenewedIsToldOnceAndSoIsItsRenewal() throws IOException {
        Target first = registrar.now(deadline);
        scanner.behave(conversation -> conversation.answer(403, "no"));
        clock.advance(Duration.ofSeconds(3541));
        for (int i = 0; i < 4; i++) {
            assertThat(registrar.now(deadline)).isEqualTo(first);
            clock.advance(Duration.ofSeconds(10));
        }
        assertThat(scanner.asked()).hasSize(5);
        assertThat(events)
                .containsExactly(new FilterEvent.RegistrationNotRenewed(
                        "hooks", url(), "it does not register postprox: it said HTTP/1.1 403 Said: no"));

        registers("2026-11-30T13:00:00Z");
        assertThat(registrar.now(deadline)).isNotEqualTo(first);
        assertThat(events).hasSize(2).last().isEqualTo(new FilterEvent.RegistrationRenewed("hooks", url()));

        scanner.behave(conversation -> conversation.answer(403, "no"));
        clock.advance(Duration.ofSeconds(3541));
        registrar.now(deadline);
        assertThat(events).hasSize(3).last().isInstanceOf(FilterEvent.RegistrationNotRenewed.class);
    }

    /** The messages fail, and the log has that with the reason. */
    @Test
    void oneThatCannotBeMadeOrHasEndedIsNotToldBesides() throws IOException {
        scanner.behave(conversation -> conversation.answer(403, ""));
        assertThatThrownBy(() -> registrar.now(deadline)).isInstanceOf(IOException.class);
        registers("2026-11-30T13:00:00Z");
        Target first = registrar.now(deadline);
        scanner.behave(conversation -> conversation.answer(403, ""));
        assertThatThrownBy(() -> registrar.instead(first, deadline)).isInstanceOf(IOException.class);
        clock.advance(Duration.ofHours(1));
        assertThatThrownBy(() -> registrar.now(deadline)).isInstanceOf(IOException.class);

        assertThat(events).isEmpty();
    }

    @Test
    void aForgottenOneIsReplacedAgainAfterAMinute() throws IOException {
        Target second = registrar.instead(registrar.now(deadline), deadline).orElseThrow();
        assertThat(registrar.instead(second, deadline)).isEmpty();
        clock.advance(Duration.ofMinutes(1));

        assertThat(registrar.instead(second, deadline)).isPresent();
    }

    /** A scanner that hangs at renewals would cost each message ten seconds. */
    @Test
    void oneThatCannotBeRenewedIsNotTriedAgainWithEachMessage() throws IOException {
        Target first = registrar.now(deadline);
        clock.advance(Duration.ofSeconds(3541));
        scanner.behave(conversation -> conversation.answer(403, ""));
        assertThat(registrar.now(deadline)).isEqualTo(first);
        assertThat(registrar.now(deadline)).isEqualTo(first);
        assertThat(scanner.asked()).hasSize(2);
        clock.advance(Duration.ofSeconds(10));

        assertThat(registrar.now(deadline)).isEqualTo(first);
        assertThat(scanner.asked()).hasSize(3);
    }

    /** An hour of life: the last minute is for renewing. */
    @Test
    void oneThatLivesIsUsedIfItCannotBeRenewed() throws IOException {
        Target first = registrar.now(deadline);
        clock.advance(Duration.ofSeconds(3400));
        assertThat(registrar.now(deadline)).isEqualTo(first);
        clock.advance(Duration.ofSeconds(140));
        Target second = registrar.now(deadline);
        assertThat(second).isNotEqualTo(first);

        scanner.behave(conversation -> conversation.answer(500, ""));
        clock.advance(Duration.ofSeconds(3545));
        assertThat(registrar.now(deadline)).isEqualTo(second);
        clock.advance(Duration.ofSeconds(55));
        assertThatThrownBy(() -> registrar.now(deadline)).isInstanceOf(Unavailable.class);
    }

    /** Some scanners mean "never" by such a time. */
    @Test
    void oneWithATimeThatIsFarAwayIsRenewedAfterAMonth() throws IOException {
        registers("9999-12-31T23:59:59Z");
        Target first = registrar.now(deadline);
        clock.advance(Duration.ofDays(29));
        assertThat(registrar.now(deadline)).isEqualTo(first);
        clock.advance(Duration.ofDays(1));

        assertThat(registrar.now(deadline)).isNotEqualTo(first);
    }

    /** Has the scanner register from now on, until this time. */
    private void registers(String end) {
        scanner.behave(conversation -> register(conversation, end));
    }

    private void register(Conversation conversation, String end) throws IOException {
        conversation.request();
        conversation.reply(
                201,
                "{\"registrationId\":\"r" + made.incrementAndGet()
                        + "\",\"status\":\"active\",\"createdAt\":\"2026-11-30T12:00:00Z\",\"expiresAt\":\"" + end
                        + "\",\"hookEndpoint\":\"invoke\",\"negotiated\":{\"serialization\":\"json\",\"inbound\":"
                        + "{\"stages\":[\"data\"],\"properties\":null}}}");
    }

    private String url() {
        return scanner.origin() + "/v1/register";
    }
}
