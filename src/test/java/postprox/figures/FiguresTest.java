package postprox.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import postprox.event.FilterEvent;
import postprox.event.FilterNote;
import postprox.event.Handled;
import postprox.event.MessageEvent;
import postprox.event.MessageEvent.FilterFailed;
import postprox.event.MessageEvent.MessageAccepted.FilterResult;
import postprox.event.Phases;
import postprox.event.ProcessEvent;
import postprox.event.SessionEvent.NextHopTrouble;
import postprox.event.Speaker;
import postprox.mail.Envelope;
import postprox.smtp.Reply;
import postprox.testkit.EventSamples;

/** What has happened, in numbers. */
class FiguresTest {
    private static final Reply OK = Reply.of(250, "2.0.0 Ok: queued as 4ABC");

    private final AtomicLong nanos = new AtomicLong(7);
    private final Figures figures = new Figures(nanos::get, () -> Instant.EPOCH.plusNanos(nanos.get()));

    /** A message that the manual's filter has examined, if that took any time, and others. */
    private static Handled message(Duration filterTime, FilterNote... notes) {
        FilterNote manuals = new FilterNote("", FilterNote.Said.PASS, false, filterTime, "");
        return new Handled(
                new Envelope("s", "a@example.org", List.of("b@example.com"), "helo", Map.of()),
                100,
                Phases.NONE,
                "",
                Stream.concat(filterTime.isZero() ? Stream.empty() : Stream.of(manuals), Stream.of(notes))
                        .toList());
    }

    private void accepted(Duration filterTime) {
        figures.publish(new MessageEvent.MessageAccepted(message(filterTime), FilterResult.PASSED, OK));
    }

    private void refused(int code) {
        figures.publish(new MessageEvent.MessageRefused(message(Duration.ZERO), Reply.of(code, "no"), Speaker.FILTER));
    }

    private void failed(FilterFailed.Disposition disposition) {
        figures.publish(new FilterFailed(
                message(Duration.ZERO), "", FilterFailed.Failure.FAILED, "exit status 2", disposition));
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private long lastHour(Count count) {
        return figures.course(Window.HOUR).whole().of(count);
    }

    /** The accepted messages of each step. */
    private List<Long> steps(Window window) {
        return figures.course(window).steps().stream()
                .map(step -> step.of(Count.ACCEPTED))
                .toList();
    }

    @Test
    void eachFateIsCountedAsItself() {
        accepted(Duration.ZERO);
        figures.publish(new MessageEvent.MessageAccepted(message(Duration.ZERO), FilterResult.CHANGED, OK));
        refused(550);
        refused(451);
        failed(FilterFailed.Disposition.PASSED_UNFILTERED);

        assertThat(lastHour(Count.ACCEPTED)).isEqualTo(2);
        assertThat(lastHour(Count.CHANGED)).isEqualTo(1);
        assertThat(lastHour(Count.REFUSED)).isEqualTo(1);
        assertThat(lastHour(Count.DEFERRED)).isEqualTo(1);
        assertThat(lastHour(Count.UNFILTERED)).isEqualTo(1);
        assertThat(lastHour(Count.FILTER_FAILED)).isEqualTo(1);
    }

    @Test
    void anHourIsForgottenMinuteByMinuteAndTheSumSinceTheStartStays() {
        accepted(Duration.ZERO);
        pass(Duration.ofMinutes(30));
        accepted(Duration.ZERO);

        assertThat(steps(Window.HOUR)).hasSize(61).startsWith(0L).endsWith(1L);
        assertThat(steps(Window.HOUR).get(30)).isEqualTo(1);
        pass(Duration.ofMinutes(31));
        assertThat(lastHour(Count.ACCEPTED)).isEqualTo(1);
        pass(Duration.ofDays(3));
        assertThat(lastHour(Count.ACCEPTED)).isZero();
        assertThat(figures.sinceStart(Count.ACCEPTED)).isEqualTo(2);
    }

    /** The page draws the steps against the clock: a message stays in its step until that leaves the window. */
    @Test
    void aQuarterOfAnHourHasStepsOfTenSeconds() {
        accepted(Duration.ofMillis(30));
        pass(Duration.ofSeconds(14));
        accepted(Duration.ofMillis(500));

        Course course = figures.course(Window.QUARTER);
        assertThat(steps(Window.QUARTER)).hasSize(91).endsWith(0L, 1L, 1L);
        assertThat(course.current()).isEqualTo(Duration.ofSeconds(4));
        assertThat(course.steps().get(89).slow()).isBetween(Duration.ofMillis(26), Duration.ofMillis(34));
        assertThat(course.steps().get(88).filtered()).isZero();
        assertThat(course.whole().filtered()).isEqualTo(2);
        assertThat(course.whole().slow()).isBetween(Duration.ofMillis(437), Duration.ofMillis(500));
        pass(Duration.ofMinutes(15));
        assertThat(steps(Window.QUARTER)).startsWith(1L, 0L).endsWith(0L);
        assertThat(lastHour(Count.ACCEPTED)).isEqualTo(2);
    }

    /** That is what the sender waits for, and what the log's line of the message says. */
    @Test
    void theTimesOfAllFiltersOfAMessageCountTogether() {
        FilterNote virus = new FilterNote("virus", FilterNote.Said.PASS, false, Duration.ofMillis(300), "");
        figures.publish(
                new MessageEvent.MessageAccepted(message(Duration.ofMillis(700), virus), FilterResult.PASSED, OK));
        accepted(Duration.ZERO);

        Course.Step whole = figures.course(Window.QUARTER).whole();
        assertThat(whole.filtered()).isEqualTo(1);
        assertThat(whole.median()).isBetween(Duration.ofMillis(875), Duration.ofMillis(1000));
    }

    @Test
    void aFilterFailsSinceItsFirstFailureUntilItAnswers() {
        failed(FilterFailed.Disposition.REFUSED_FOR_NOW);
        pass(Duration.ofMinutes(2));
        failed(FilterFailed.Disposition.REFUSED_FOR_NOW);
        assertThat(figures.filter("").failingSince()).contains(Instant.EPOCH.plusNanos(7));

        accepted(Duration.ofMillis(20));
        assertThat(figures.filter("").failingSince()).isEmpty();
    }

    @Test
    void aFilterHasItsMedianAndItsSlowestTimeOfTheLastHour() {
        IntStream.rangeClosed(1, 100).forEach(i -> accepted(Duration.ofMillis(i)));

        FilterSummary summary = figures.filter("");
        assertThat(summary.messages()).isEqualTo(100);
        assertThat(summary.median()).isBetween(Duration.ofMillis(44), Duration.ofMillis(57));
        assertThat(summary.slowest()).isEqualTo(Duration.ofMillis(100));
        pass(Duration.ofHours(2));
        assertThat(figures.filter("").ofHour()).isZero();
        assertThat(figures.filter("").slowest()).isZero();
        assertThat(figures.filter("").messages()).isEqualTo(100);
    }

    @Test
    void eachFilterHasItsOwnTime() {
        FilterNote virus = new FilterNote("virus", FilterNote.Said.PASS, false, Duration.ofMillis(30), "");
        FilterNote other = new FilterNote("spam", FilterNote.Said.NOT_ASKED, false, Duration.ZERO, "");
        figures.publish(new MessageEvent.MessageAccepted(
                message(Duration.ofMillis(70), virus, other), FilterResult.PASSED, OK));

        assertThat(figures.filter("virus").slowest()).isEqualTo(Duration.ofMillis(30));
        assertThat(figures.filter("").slowest()).isEqualTo(Duration.ofMillis(70));
        assertThat(figures.filter("spam").messages()).isZero();
    }

    @Test
    void whatFailedNeedsAttentionForAnHourAndIsRemembered() {
        failed(FilterFailed.Disposition.REFUSED_FOR_NOW);
        failed(FilterFailed.Disposition.REFUSED_FOR_NOW);

        assertThat(figures.attention())
                .containsExactly(new Attention(
                        "the filter failed", 2, Instant.EPOCH.plusNanos(7), "exit status 2", "postprox log --failed"));
        pass(Duration.ofMinutes(61));
        assertThat(figures.attention()).isEmpty();
        assertThat(figures.filter("").lastFailure())
                .contains(new Incident(Instant.EPOCH.plusNanos(7), "exit status 2"));
    }

    /** A monitor calls until somebody has mended the filter, and not for the rest of the hour. */
    @Test
    void aFilterThatAnswersAgainNeedsNoAttentionTenMinutesAfterItsLastFailure() {
        failed(FilterFailed.Disposition.REFUSED_FOR_NOW);
        pass(Duration.ofMinutes(11));
        assertThat(figures.attention()).as("it has not answered since").hasSize(1);

        refused(451);
        figures.publish(new MessageEvent.MessageRefused(
                message(Duration.ZERO, new FilterNote("", FilterNote.Said.FAILED, false, Duration.ofMillis(5), "")),
                Reply.of(451, "4.3.0 Error"),
                Speaker.POSTPROX));
        assertThat(figures.attention())
                .as("a refusal of postprox is no answer of the filter")
                .hasSize(1);

        accepted(Duration.ofMillis(5));
        assertThat(figures.attention()).isEmpty();
        assertThat(figures.filter("").lastFailure()).isPresent();

        failed(FilterFailed.Disposition.REFUSED_FOR_NOW);
        pass(Duration.ofMinutes(1));
        accepted(Duration.ofMillis(5));
        assertThat(figures.attention()).as("one message in two fails").hasSize(1);
    }

    @Test
    void aFilterWithANameIsMendedOnceItsOwnAnswersAreGood() {
        failed("spam");
        pass(Duration.ofMinutes(11));
        figures.publish(new MessageEvent.MessageAccepted(
                message(
                        Duration.ofMillis(5),
                        note("virus", FilterNote.Said.PASS),
                        note("spam", FilterNote.Said.DOUBTFUL)),
                FilterResult.PASSED,
                OK));
        assertThat(figures.attention()).hasSize(1);

        figures.publish(new MessageEvent.MessageRefused(
                message(Duration.ofMillis(5), note("spam", FilterNote.Said.REJECT)),
                Reply.of(550, "5.7.1 no"),
                Speaker.FILTER));
        assertThat(figures.attention()).isEmpty();
    }

    private static FilterNote note(String filter, FilterNote.Said said) {
        return new FilterNote(filter, said, false, Duration.ofMillis(5), "");
    }

    private void failed(String filter) {
        figures.publish(new FilterFailed(
                message(Duration.ZERO),
                filter,
                FilterFailed.Failure.FAILED,
                "exit status 2",
                FilterFailed.Disposition.REFUSED_FOR_NOW));
    }

    @Test
    void troubleOfTheNextHopOfServersAndOfSessionsNeedsAttention() {
        figures.publish(new NextHopTrouble(
                "s", NextHopTrouble.Kind.CANNOT_CONNECT, Optional.empty(), "Connection refused", Optional.empty()));
        figures.publish(new ProcessEvent.SessionsTurnedAway(500, "too many"));
        figures.publish(new FilterEvent.FilterServerLost("virus", "127.0.0.1:3310", "refused", 0));

        assertThat(figures.attention())
                .extracting(Attention::words)
                .containsExactly(
                        Trouble.NEXT_HOP_UNREACHABLE.words(), Trouble.FILTER_SERVER.words(), Trouble.SESSIONS.words());
        assertThat(figures.attention().getLast().times()).isEqualTo(500);
    }

    @Test
    void theLastRefusalsAreKeptAndNoMore() {
        IntStream.range(0, 50).forEach(i -> refused(500 + i));

        assertThat(figures.refusals()).hasSize(20);
        assertThat(figures.refusals().getFirst().reply()).startsWith("549 ");
    }

    @Test
    void ofARefusedMessageItKeepsLittleHoweverManyRecipientsItHas() {
        Envelope large =
                new Envelope("s", "a".repeat(4000), Collections.nCopies(10_000, "b@example.com"), "helo", Map.of());
        figures.publish(new MessageEvent.MessageRefused(
                new Handled(large, 100, Phases.NONE, "", List.of()), Reply.of(550, "x".repeat(500)), Speaker.FILTER));

        Refusal kept = figures.refusals().getFirst();
        assertThat(kept.way().sender()).hasSize(300).endsWith("...");
        assertThat(kept.way().recipient()).isEqualTo("b@example.com");
        assertThat(kept.way().recipients()).isEqualTo(10_000);
        assertThat(kept.reply()).hasSize(300);
    }

    @Test
    void itTakesEachEvent() {
        EventSamples.all().forEach(figures::publish);

        assertThat(figures.sinceStart(Count.ACCEPTED)).isEqualTo(1);
    }
}
