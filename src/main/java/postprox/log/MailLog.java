package postprox.log;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import postprox.event.Balancer;
import postprox.event.Event;
import postprox.event.FilterEvent;
import postprox.event.FilterNote;
import postprox.event.Handled;
import postprox.event.MessageEvent;
import postprox.event.ProcessEvent;
import postprox.event.QuarantineEvent;
import postprox.event.SessionEvent;
import postprox.event.SessionEvent.NextHopTrouble;
import postprox.mail.Envelope;
import postprox.smtp.Xforward.Attribute;
import postprox.text.LogText;
import postprox.time.Deadline;

/**
 * The log for people: each event is a line, in words that stay the same from release to release. Warnings, errors and the
 * events of the process are always written. The lines of messages need verbosity 1, those of sessions 2, the dialogue 3.
 * Values from outside are made inert here, so that no value can end a line or look like another part of it. Thread-safe.
 */
public final class MailLog implements EventLog {
    /** The maximum of a line. It suffices for all values at their maximum, and syslog daemons take 8 KiB by default. */
    private static final int LINE_CHARACTERS = 7000;

    /** The maximum of a value. It is the original program's limit for a line. */
    private static final int VALUE_CHARACTERS = 900;

    private final LogSink sink;
    private volatile int verbosity;

    /**
     * Makes a log.
     *
     * @param verbosity the number of {@code -v} options
     */
    public MailLog(LogSink sink, int verbosity) {
        this.sink = sink;
        this.verbosity = verbosity;
    }

    /** Makes a log whose lines a thread of its own writes ({@link QueuedSink}). */
    public static MailLog to(QueuedSink.Writer writer, int verbosity) {
        return new MailLog(new QueuedSink(writer, lost -> line(lost)), verbosity);
    }

    @Override
    public void publish(Event event) {
        if (verbosity >= verbosityFor(event)) {
            boolean _ = sink.write(Severity.of(event), () -> cut(line(event)));
        }
    }

    @Override
    public boolean handOver(Event event, Deadline deadline) {
        return verbosity >= verbosityFor(event)
                && sink.writeAndWait(Severity.of(event), () -> cut(line(event)), deadline);
    }

    @Override
    public boolean wantsDialogue() {
        return verbosity >= 3;
    }

    @Override
    public void verbosity(int next) {
        verbosity = next;
    }

    @Override
    public void close() {
        sink.close();
    }

    private static String cut(String line) {
        return line.length() <= LINE_CHARACTERS ? line : line.substring(0, LINE_CHARACTERS) + "...";
    }

    private static int verbosityFor(Event event) {
        // A switch over types is made when it is first used: the first client would wait for it (ColdStartTest).
        if (event instanceof SessionEvent.Dialogue) {
            return 3;
        }
        if (event instanceof SessionEvent.SessionStarted || event instanceof SessionEvent.SessionEnded) {
            return 2;
        }
        return event instanceof MessageEvent.MessageAccepted
                        || event instanceof MessageEvent.MessageRefused
                        || event instanceof MessageEvent.MessageAborted
                ? 1
                : 0;
    }

    private static String line(Event event) {
        return switch (event) {
            case MessageEvent e -> line(e) + trailer(e.message());
            case SessionEvent.Dialogue e -> e.session() + " " + EventWords.of(e.direction()) + " " + text(e.line());
            case SessionEvent.SessionStarted e -> "connect: client=" + value(e.client()) + balancer(e) + session(e);
            case SessionEvent.SessionEnded e ->
                "disconnect: client=" + value(e.client()) + ", messages=" + e.messages() + ", reason="
                        + e.end().text() + session(e);
            case SessionEvent.LimitReached e ->
                "warning: limit reached: " + EventWords.of(e.limit()) + "; client=" + value(e.client()) + session(e);
            case NextHopTrouble e -> warning(e, words(e));
            case SessionEvent.DeadlineOver e ->
                warning(e, EventWords.of(e.stage()) + (e.detail().isEmpty() ? "" : ": " + e.detail()));
            case SessionEvent.MessageDamaged e -> warning(e, EventWords.of(e.damage()));
            case SessionEvent.FilterRemark e -> warning(e, e.hint());
            case SessionEvent.DirectoryShut e -> warning(e, e.detail());
            case SessionEvent.SpoolTrouble e -> warning(e, e.reason());
            case SessionEvent.QuarantineTrouble e ->
                "error: " + text(EventWords.quarantineTrouble(e.reason())) + session(e);
            case SessionEvent.LoopFound e -> "error: " + text(EventWords.of(e.loop())) + session(e);
            case SessionEvent.Mistake e -> ProcessLines.mistake(e.cause(), e.session());
            case ProcessEvent e -> ProcessLines.of(e);
            case FilterEvent e -> FilterLines.of(e);
            case QuarantineEvent e -> QuarantineLines.of(e);
        };
    }

    private static String balancer(SessionEvent.SessionStarted event) {
        if (event.balancer().isEmpty()) {
            return "";
        }
        Balancer balancer = event.balancer().get();
        String id = balancer.uniqueId().isEmpty() ? "" : ", unique-id=" + value(balancer.uniqueId());
        return ", balancer=" + value(balancer.name()) + id;
    }

    private static String line(MessageEvent event) {
        String message = describe(event.message());
        return switch (event) {
            case MessageEvent.MessageAccepted e ->
                "accept: " + message + ": " + EventWords.of(e.filterResult()) + "; reply="
                        + text(e.reply().oneLine());
            case MessageEvent.MessageRefused e ->
                "reject: " + message + ": " + text(e.reply().oneLine()) + "; by=" + EventWords.of(e.by());
            case MessageEvent.MessageQuarantined e ->
                "quarantine: " + message + ": id=" + e.id() + "; " + asked(e.filter(), e.reason()) + "; reply="
                        + text(e.reply().oneLine());
            case MessageEvent.MessageDiscarded e ->
                "discard: " + message + ": " + asked(e.filter(), e.reason()) + "; reply="
                        + text(e.reply().oneLine());
            case MessageEvent.MessageAborted e ->
                "abort: " + message + ": " + EventWords.of(e.abort()) + "; nothing was passed on";
            case MessageEvent.FilterFailed e ->
                Severity.of(e).word() + ": filter failed: "
                        + text((e.filter().isEmpty() ? "" : e.filter() + ": ") + e.reason()) + "; "
                        + EventWords.of(
                                e.disposition(), e.filter(), e.message().named().isEmpty()) + ": " + message;
            case MessageEvent.OutcomeUnknown e ->
                "warning: outcome unknown: " + message + ": no reply to the final dot (" + text(e.reason())
                        + "); the client was told 451, so the message may arrive twice";
        };
    }

    /** Which filter asked for it, and why. */
    private static String asked(String filter, String reason) {
        return "by=filter"
                + (filter.isEmpty() ? "" : " " + value(filter))
                + (reason.isEmpty() ? "" : " (" + withoutBrackets(text(reason)) + ")");
    }

    private static String words(NextHopTrouble trouble) {
        return EventWords.of(trouble.kind())
                + trouble.verb().map(verb -> " " + verb).orElse("")
                + (trouble.kind() == NextHopTrouble.Kind.ODD_REPLY ? " with: " : ": ")
                + trouble.detail()
                + trouble.end().map(end -> "; the session ends: " + end.text()).orElse("");
    }

    private static String warning(SessionEvent event, String words) {
        return "warning: " + text(words) + session(event);
    }

    private static String session(SessionEvent event) {
        return "; session=" + event.session();
    }

    /** Describes a message, in the form of the original program. */
    private static String describe(Handled message) {
        Envelope envelope = message.envelope();
        return "host=" + value(envelope.client(Attribute.ADDR)) + " (" + value(envelope.helo()) + "), from="
                + value(envelope.sender()) + ", to=" + value(envelope.recipientSummary()) + ", rcpts="
                + envelope.recipients().size() + ", size=" + message.size();
    }

    private static String trailer(Handled message) {
        String said = message.said().isEmpty() ? "" : "; said=" + text(message.said());
        return said + notes(message.named()) + "; filter="
                + seconds(message.phases().filtering()) + "s; session="
                + message.envelope().session();
    }

    /** What each filter with a name said, as {@code virus:pass 0.012s,spam:reject 0.210s (550 spam)}. */
    private static String notes(List<FilterNote> notes) {
        StringJoiner all = new StringJoiner(",");
        for (FilterNote note : notes) {
            all.add(value(note.filter()) + ":" + note.answer() + " "
                    + seconds(note.time()) + "s"
                    + (note.words().isEmpty()
                            ? ""
                            : " (" + withoutBrackets(LogText.inert(note.words(), VALUE_CHARACTERS / notes.size()))
                                    + ")"));
        }
        return notes.isEmpty() ? "" : "; filters=" + text(all.toString());
    }

    /** Words that cannot end the brackets around them, and so look like another filter's note. */
    private static String withoutBrackets(String words) {
        return words.replace('(', '[').replace(')', ']');
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.3f", time.toNanos() / 1e9);
    }

    private static String value(String outside) {
        return ProcessLines.value(outside);
    }

    private static String text(String outside) {
        return LogText.inert(outside, VALUE_CHARACTERS);
    }
}
