package postprox.filter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import postprox.event.FilterNote;
import postprox.event.FilterNote.Said;
import postprox.mail.Envelope;
import postprox.mail.HeaderEdit;
import postprox.smtp.Reply;
import postprox.spool.SpoolException;
import postprox.time.Ticker;

/**
 * A filter with the administrator's settings for it. The guard carries these out for every kind of filter, so that no kind
 * does: which messages the filter is asked about, how many at once and for how long, and what follows from its answer.
 * Thread-safe.
 */
public final class Guard {
    private static final int PERCENT = 100;

    private static final Duration LEAST_TIME = Duration.ofSeconds(1);

    private static final Answer TOO_LATE =
            new NoVerdict.Postponed("the message's deadline left the filter less than a second");

    private final Filter filter;
    private final FilterRules rules;
    private final Slots slots;
    private final AtomicLong messages = new AtomicLong();

    /**
     * Guards a filter.
     *
     * @param slots the slots in which messages are examined; several filters may share them
     */
    public Guard(Filter filter, FilterRules rules, Slots slots) {
        this.filter = filter;
        this.rules = rules;
        this.slots = slots;
    }

    /** Guards a filter as the manual's, with as many slots as by default and no limit of time of its own. */
    public static Guard of(Filter filter, FailurePolicy failurePolicy) {
        return new Guard(
                filter, FilterRules.ofManual(Optional.empty(), failurePolicy), new Slots(FilterCapacity.DEFAULT));
    }

    /** The filter's name; empty for the manual's filter. */
    public String name() {
        return rules.name();
    }

    /** How long one message may be with the filter; empty if that ends with the message's deadline. */
    public Optional<Duration> timeout() {
        return rules.timeout();
    }

    /** What becomes of a message if the filter fails. */
    public FailurePolicy failurePolicy() {
        return rules.failurePolicy();
    }

    /** The slots in which messages are examined. */
    public Slots slots() {
        return slots;
    }

    /** Whether a reload makes the filter anew ({@link Filter#isStale}). */
    public boolean isStale() {
        return filter.isStale();
    }

    /** Gives up what the filter keeps between two messages ({@link Filter#close}). */
    public void close() {
        filter.close();
    }

    /** The header fields that no sender is to write, since this filter does. A filter that is only observed changes nothing. */
    List<OwnFields> ownFields() {
        List<OwnFields> own = new ArrayList<>();
        if (rules.tags()) {
            own.add(Tag.OWN);
        }
        if (rules.observation().isEmpty()) {
            filter.ownFields().ifPresent(own::add);
        }
        return own;
    }

    FilterRules rules() {
        return rules;
    }

    /** Whether a message is for this filter, and among those that it is shown. Asked once for each message. */
    boolean isFor(Envelope envelope) {
        return rules.scope().covers(envelope) && isSampled();
    }

    /** The opinion of this filter on a message that is not for it. */
    Opinion notAsked() {
        return opinion(new Verdict.Accept(), Said.NOT_ASKED, Duration.ZERO, "");
    }

    /**
     * Has the filter examine a message that is for it, if it is not too large and when it is its turn. Blocks until the answer is
     * there.
     *
     * @throws SpoolException if a file that the filter needs cannot be written
     */
    public Opinion examine(Examination examination) throws SpoolException {
        if (rules.largest() > 0 && examination.message().size() > rules.largest()) {
            return tooLarge("", Duration.ZERO);
        }
        long start = Ticker.SYSTEM.nanos();
        Answer answer = rules.observation().isPresent()
                ? observe(examination)
                : ask(examination, examination.allowance().deadline().remaining());
        Duration time = Duration.ofNanos(Ticker.SYSTEM.nanos() - start);
        if (answer instanceof NoVerdict.TooLarge(String reason)) {
            return tooLarge(reason, time);
        }
        if (rules.observation().isPresent()) {
            return new Opinion(new Verdict.Accept(), note(answer, AnswerWords.said(answer), time));
        }
        return answer instanceof Verdict verdict && verdict.refusal().isPresent()
                ? refused(verdict, verdict.refusal().get(), time)
                : new Opinion(answer, note(answer, AnswerWords.said(answer), time));
    }

    /** What follows from a refusal. One for now (4xx) is neither kept aside nor thrown away: the message comes again. */
    private Opinion refused(Verdict verdict, Reply reply, Duration time) {
        Verdict followed = switch (rules.onReject()) {
            case REJECT -> verdict;
            case TAG -> tagged(verdict, Tag.of(rules.name(), reply));
            case QUARANTINE -> reply.isPermanent() ? new Verdict.Quarantine(AnswerWords.of(verdict)) : verdict;
            case DISCARD -> reply.isPermanent() ? new Verdict.Discard(AnswerWords.of(verdict)) : verdict;
        };
        Said said = rules.onReject() == OnReject.TAG ? Said.TAG : AnswerWords.said(followed);
        return new Opinion(followed, note(verdict, said, time));
    }

    /** A verdict that lets the message pass with a tag, and with all that the filter wants besides a refusal. */
    private static Verdict.Passing tagged(Verdict refusal, List<HeaderEdit> tag) {
        return switch (refusal) {
            case Verdict.Accept(Remarks remarks) -> new Verdict.Edit(tag, Optional.empty(), remarks);
            case Verdict.Edit(var edits, var content, Remarks remarks) ->
                new Verdict.Edit(Stream.concat(edits.stream(), tag.stream()).toList(), content, remarks);
            case Verdict.Defer(Reply reply, var condition, var besides)
            when condition == Verdict.Defer.Condition.IF_REJECT ->
                new Verdict.Defer(reply, condition, tagged(besides, tag));
            case Verdict.Defer(var _, var _, var besides) -> tagged(besides, tag);
            case Verdict.Reject _, Verdict.Quarantine _, Verdict.Discard _ ->
                new Verdict.Edit(tag, Optional.empty(), Remarks.NONE);
        };
    }

    /** Whether a message is among those that are shown to a filter which is only observed. The share is kept evenly. */
    private boolean isSampled() {
        if (rules.observation().isEmpty()) {
            return true;
        }
        int percent = rules.observation().get().percent();
        long number = messages.getAndIncrement();
        return (number + 1) * percent / PERCENT != number * percent / PERCENT;
    }

    /**
     * The opinion on a message that is larger than the filter takes, whether the administrator or the filter itself says so. A refusal
     * for its size is no finding of the filter's, so that {@link OnReject} is not for it.
     */
    private Opinion tooLarge(String reason, Duration time) {
        Answer answer = rules.observation().isPresent()
                ? new Verdict.Accept()
                : rules.oversize().verdict();
        return opinion(answer, Said.TOO_LARGE, time, reason);
    }

    private Opinion opinion(Answer answer, Said said, Duration time, String words) {
        return new Opinion(
                answer, new FilterNote(rules.name(), said, rules.observation().isPresent(), time, words));
    }

    /**
     * Shows a message to a filter that is only observed. The filter gets a copy, waits for no slot, and has half of the time that is
     * left, so that neither its mistakes nor its slowness reach the message.
     */
    private Answer observe(Examination examination) {
        if (isTooLate(examination)) {
            return TOO_LATE;
        }
        try {
            Duration half = examination.allowance().deadline().remaining().dividedBy(2);
            Examination ofCopy =
                    examination.of(examination.message().derive(new byte[0], 0)).within(half);
            return ask(ofCopy, Duration.ZERO);
        } catch (SpoolException e) {
            return new NoVerdict.Unfounded(e);
        }
    }

    /**
     * Whether those before the filter took so much of the message's time that the filter could not end in what is left. It would be
     * killed, or counted as broken, for another's slowness. If all filters together have less than two seconds (--deadline), half of that
     * is enough.
     */
    private static boolean isTooLate(Examination examination) {
        Duration half = examination.allowance().duration().dividedBy(2);
        Duration least = half.compareTo(LEAST_TIME) < 0 ? half : LEAST_TIME;
        return examination.allowance().deadline().remaining().compareTo(least) < 0;
    }

    private Answer ask(Examination examination, Duration patience) throws SpoolException {
        try {
            return switch (slots.take(patience.toNanos())) {
                case TAKEN -> {
                    try {
                        yield isTooLate(examination)
                                ? TOO_LATE
                                : examination.limited(filter.examine(
                                        rules.timeout().map(examination::within).orElse(examination)));
                    } finally {
                        slots.giveBack();
                    }
                }
                case NONE_IN_TIME -> new NoVerdict.Postponed(slots.noneInTime());
                case LINE_IS_FULL -> new NoVerdict.Postponed(slots.lineIsFull());
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new NoVerdict.Postponed("interrupted");
        }
    }

    private FilterNote note(Answer answer, Said said, Duration time) {
        return new FilterNote(rules.name(), said, rules.observation().isPresent(), time, AnswerWords.of(answer));
    }
}
