package postprox.figures;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import postprox.event.Event;
import postprox.event.Events;
import postprox.event.FilterNote;
import postprox.event.MessageEvent;
import postprox.event.MessageEvent.FilterFailed.Disposition;
import postprox.event.MessageEvent.MessageAccepted.FilterResult;
import postprox.time.Ticker;

/**
 * Takes the events of a process and keeps figures of them: counters since the start and for each step of each window, the times of
 * each filter, the last refusals, and trouble. What it keeps has a fixed size for each filter, however much mail comes. Thread-safe;
 * sessions do not wait for each other here.
 */
public final class Figures implements Events {
    private static final int REFUSALS = 20;

    private final Ticker ticker;
    private final InstantSource clock;
    private final Instant begin;
    private final Counts sinceStart = new Counts();
    private final Map<Window, Ring<Tally>> windows = new EnumMap<>(Window.class);
    private final Latest<Refusal> refusals = new Latest<>(REFUSALS);
    private final Map<Trouble, TroubleFigures> troubles = new EnumMap<>(Trouble.class);
    // As many entries as the configuration has had filters.
    private final ConcurrentMap<String, FilterFigures> filters = new ConcurrentHashMap<>();

    public Figures(Ticker ticker, InstantSource clock) {
        this.ticker = ticker;
        this.clock = clock;
        this.begin = clock.instant();
        for (Window window : Window.values()) {
            windows.put(window, new Ring<>(window, Tally::new, ticker));
        }
        for (Trouble trouble : Trouble.values()) {
            troubles.put(trouble, new TroubleFigures(ticker));
        }
    }

    @Override
    public void publish(Event event) {
        if (event instanceof MessageEvent message) {
            count(message);
        }
        Trouble.of(event)
                .ifPresent(incident -> Objects.requireNonNull(troubles.get(incident.trouble()))
                        .happened(incident.times(), clock.instant(), incident.reason()));
    }

    private void count(MessageEvent event) {
        if (event.isAnswer()) {
            time(event);
        }
        switch (event) {
            case MessageEvent.MessageAccepted e -> {
                add(Count.ACCEPTED);
                if (e.filterResult() == FilterResult.CHANGED) {
                    add(Count.CHANGED);
                }
            }
            case MessageEvent.MessageRefused e -> {
                add(e.reply().isPermanent() ? Count.REFUSED : Count.DEFERRED);
                refusals.add(Refusal.of(
                        clock.instant(),
                        Way.of(e.message().envelope()),
                        e.message().size(),
                        e.reply(),
                        e.by()));
            }
            case MessageEvent.MessageQuarantined _ -> add(Count.QUARANTINED);
            case MessageEvent.MessageDiscarded _ -> add(Count.DISCARDED);
            case MessageEvent.MessageAborted _ -> add(Count.ABORTED);
            case MessageEvent.FilterFailed e -> {
                add(Count.FILTER_FAILED);
                if (e.disposition() == Disposition.PASSED_UNFILTERED) {
                    add(Count.UNFILTERED);
                }
                of(e.filter()).failed(clock.instant(), e.reason());
            }
            case MessageEvent.OutcomeUnknown _ -> add(Count.OUTCOME_UNKNOWN);
        }
    }

    /** Notes how long each filter took, and whether it gave a verdict. */
    private void time(MessageEvent event) {
        Duration together = Duration.ZERO;
        boolean wasFiltered = false;
        for (FilterNote note : event.message().notes()) {
            if (note.wasAsked()) {
                of(note.filter()).asked(note.time());
                together = together.plus(note.time());
                wasFiltered = true;
            }
            if (note.isVerdict()) {
                of(note.filter()).answered(clock.instant());
            }
        }
        if (wasFiltered) {
            for (Ring<Tally> window : windows.values()) {
                window.now().filterTimes().add(together);
            }
        }
    }

    private FilterFigures of(String filter) {
        return filters.computeIfAbsent(filter, _ -> new FilterFigures(ticker));
    }

    private void add(Count count) {
        sinceStart.add(count);
        for (Ring<Tally> window : windows.values()) {
            window.now().counts().add(count);
        }
    }

    /** When counting began. */
    public Instant begin() {
        return begin;
    }

    /** How many messages there were since the start. */
    public long sinceStart(Count count) {
        return sinceStart.of(count);
    }

    /** What became of the mail of a window that ends now. */
    public Course course(Window window) {
        Ring<Tally> ring = Objects.requireNonNull(windows.get(window));
        long now = ticker.nanos();
        List<Course.Step> steps = new ArrayList<>(Collections.nCopies(window.steps(), new Tally().step()));
        Tally whole = new Tally();
        ring.past(now).forEach(past -> {
            steps.set(window.steps() - 1 - past.ago(), past.content().step());
            whole.add(past.content());
        });
        return new Course(window, ring.age(now), steps, whole.step());
    }

    /**
     * What there is to say about a filter.
     *
     * @param name its name; empty for the manual's filter
     */
    public FilterSummary filter(String name) {
        FilterFigures there = filters.get(name);
        return there == null ? FilterSummary.NONE : there.summary();
    }

    /** The last refusals, the latest first. */
    public List<Refusal> refusals() {
        return refusals.all();
    }

    /** What an administrator should look at, of the last hour. */
    public List<Attention> attention() {
        List<Attention> all = new ArrayList<>();
        filters.forEach(
                (name, figures) -> figures.attention(name, clock.instant()).ifPresent(all::add));
        troubles.forEach(
                (trouble, figures) -> figures.attention(trouble.words(), "postprox explain '" + trouble.entry() + "'")
                        .ifPresent(all::add));
        return all;
    }
}
