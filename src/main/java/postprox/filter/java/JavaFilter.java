package postprox.filter.java;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import postprox.event.Events;
import postprox.event.FilterEvent.JavaFilterNotice;
import postprox.event.FilterEvent.JavaFilterNotice.Notice;
import postprox.filter.Allowance;
import postprox.filter.Answer;
import postprox.filter.Examination;
import postprox.filter.Filter;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.filter.api.MessageFilter;
import postprox.mail.HeaderBlock;
import postprox.spool.MessageModifiedException;
import postprox.spool.SpoolException;

/**
 * A filter that is a class of the administrator's. Its code runs on threads of its own ({@link Workers}), never on a session's. What it
 * throws and a time that it exceeds count as its failure. If too many of its threads are lost, it is asked no more, until one comes
 * back or a reload makes it anew. Thread-safe.
 */
public final class JavaFilter implements Filter {
    private static final Duration TIME_TO_CLOSE = Duration.ofSeconds(5);

    private final PluginOrder order;
    private final Events events;
    private final Plugin plugin;
    private final Workers workers;
    private final MessageFilter kept;
    private final Use use = new Use();
    private final Repeats traces = new Repeats();
    private boolean isStopped;

    private JavaFilter(PluginOrder order, Events events, Plugin plugin) throws PluginException {
        this.order = order;
        this.events = events;
        this.plugin = plugin;
        this.workers = new Workers(new PluginThreads(order.name(), events), plugin.loader(), this::noteLostElsewhere);
        this.kept = start();
    }

    /**
     * Loads a filter and starts it.
     *
     * @throws PluginException if it is not there, others could change it, or it does not start
     */
    public static JavaFilter load(PluginOrder order, Events events) throws PluginException {
        return new JavaFilter(order, events, Plugin.find(order));
    }

    private MessageFilter start() throws PluginException {
        try {
            return switch (workers.call(plugin::make, order.timeToStart(), () -> {})) {
                case Outcome.Returned<MessageFilter>(MessageFilter made) -> made;
                case Outcome.Threw<MessageFilter>(Thrown thrown) -> throw new PluginException(whyNot(thrown));
                case Outcome.Late<MessageFilter> _ ->
                    throw new PluginException("it did not start within "
                            + order.timeToStart().toSeconds() + " s; see what its constructor and start() wait for");
                case Outcome.NotMade<MessageFilter>(String reason) ->
                    throw new PluginException("there is no thread for it: " + reason);
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PluginException("interrupted at its start");
        }
    }

    private String whyNot(Thrown thrown) {
        String words = thrown.words();
        if (words.startsWith(PluginException.class.getName())) {
            return words.substring(PluginException.class.getName().length() + 2);
        }
        String hint = "";
        if (words.startsWith(UnsupportedClassVersionError.class.getName())) {
            hint = "; it was compiled for another Java: compile it with --release "
                    + Runtime.version().feature() + " or less";
        } else if (words.startsWith(NoClassDefFoundError.class.getName())) {
            hint = "; put the jar of its library into a directory beside its jar, named as the jar without .jar";
        } else if (words.contains("not a subtype")) {
            hint = "; it must implement " + MessageFilter.class.getName();
        } else if (words.contains("Unable to get public no-arg constructor")) {
            hint = "; it needs to be public and to have a public constructor without parameters";
        }
        return order.className() + " did not start: " + words + hint;
    }

    @Override
    public Answer examine(Examination examination) {
        int lost = workers.lost();
        if (lost >= order.lostThreads()) {
            return new NoVerdict.Failed("not asked, since " + lost + " of its threads are lost (lost-threads)");
        }
        OpenMessage message = new OpenMessage(examination);
        boolean isOfKept = use.begin();
        try {
            Callable<Answer> work = isOfKept ? () -> ask(kept, message) : () -> askOnce(message);
            Outcome<Answer> outcome =
                    workers.call(work, examination.allowance().deadline().remaining(), message::close);
            Answer answer = unlessHeaderTooLarge(answer(outcome, examination.allowance()), message);
            // What the plug-in makes of it does not count: it may hide it, throw something else, or take no notice
            // until its time is over.
            return believed(message.isContentTooLarge() ? examination.contentTooLarge() : answer, message.close());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new NoVerdict.Postponed("interrupted");
        } finally {
            Optional<SpoolException> _ = message.close();
            if (isOfKept && use.end()) {
                Thread _ = Thread.startVirtualThread(this::end);
            }
        }
    }

    private static Answer ask(MessageFilter filter, OpenMessage message) throws Exception {
        return Answers.of(Optional.ofNullable(filter.examine(message)), message);
    }

    /** Asks about a message that was in hand when the filter was closed. Such a message gets an object of its own. */
    private Answer askOnce(OpenMessage message) throws Exception {
        MessageFilter own = plugin.make();
        try {
            return ask(own, message);
        } finally {
            own.close();
        }
    }

    private Answer answer(Outcome<Answer> outcome, Allowance time) {
        return switch (outcome) {
            case Outcome.Returned<Answer>(Answer answer) -> answer;
            case Outcome.Threw<Answer>(Thrown thrown) -> threw(thrown);
            case Outcome.Late<Answer>(int lost) -> late(lost, time);
            case Outcome.NotMade<Answer>(String reason) -> new NoVerdict.Postponed("no resources to run it: " + reason);
        };
    }

    private Answer threw(Thrown thrown) {
        if (traces.isNew(thrown.trace())) {
            events.publish(new JavaFilterNotice(order.name(), Notice.THREW, thrown.trace()));
        }
        // A lack of memory is never a filter's fault alone: a client that sends enough messages could bring it about.
        return thrown.isOutOfMemory()
                ? new NoVerdict.Postponed("no memory: " + thrown.words())
                : new NoVerdict.Failed("it threw " + thrown.words());
    }

    private Answer late(int lost, Allowance time) {
        noteLost();
        return new NoVerdict.Failed("no answer in time (" + time + "); lost threads: " + lost);
    }

    /** Called on a thread of the plug-in's. The event is for a thread of ours, as in {@link PluginThreads}. */
    private void noteLostElsewhere() {
        Thread _ = Thread.startVirtualThread(this::noteLost);
    }

    /** Logs once that the filter is asked no more, and once that it is asked again. */
    private synchronized void noteLost() {
        int lost = workers.lost();
        boolean isNowStopped = lost >= order.lostThreads();
        if (isNowStopped != isStopped) {
            isStopped = isNowStopped;
            events.publish(new JavaFilterNotice(
                    order.name(),
                    isStopped ? Notice.THREADS_LOST : Notice.THREADS_BACK,
                    "lost-threads=" + order.lostThreads() + ", lost now: " + lost));
        }
    }

    /** The answer, if the filter did not fail on a header that it could not read, which a sender could bring about. */
    private static Answer unlessHeaderTooLarge(Answer answer, OpenMessage message) {
        return message.isHeaderTooLarge() && answer instanceof NoVerdict.Failed(String reason)
                ? new NoVerdict.Doubtful("it could not read the message's header, which has more than "
                        + HeaderBlock.LARGEST_BYTES + " bytes or " + HeaderBlock.MOST_FIELDS + " fields: " + reason)
                : answer;
    }

    /** The answer, if the spool has not failed meanwhile. A refusal stands if only the message's file was changed, as for a command. */
    private static Answer believed(Answer answer, Optional<SpoolException> failure) {
        return failure.isEmpty()
                        || failure.get() instanceof MessageModifiedException && answer instanceof Verdict.Reject
                ? answer
                : new NoVerdict.Unfounded(failure.get());
    }

    @Override
    public boolean isStale() {
        return workers.lost() > 0 || plugin.hasChanged();
    }

    @Override
    public void close() {
        if (use.close()) {
            end();
        }
    }

    /** Has the plug-in give up what it keeps. It gets a short time for that, since a reload or a stop waits for it. */
    private void end() {
        try {
            Outcome<Boolean> outcome = workers.call(
                    () -> {
                        kept.close();
                        return true;
                    },
                    TIME_TO_CLOSE,
                    () -> {});
            String trouble = switch (outcome) {
                case Outcome.Returned<Boolean> _ -> "";
                case Outcome.Threw<Boolean>(Thrown thrown) -> thrown.trace();
                case Outcome.Late<Boolean> _ -> "no end within " + TIME_TO_CLOSE.toSeconds() + " s";
                case Outcome.NotMade<Boolean>(String reason) -> reason;
            };
            if (!trouble.isEmpty()) {
                events.publish(new JavaFilterNotice(order.name(), Notice.CANNOT_CLOSE, trouble));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            workers.rest();
        }
    }
}
