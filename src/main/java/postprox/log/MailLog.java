package postprox.log;

import java.time.Duration;
import java.util.Locale;
import postprox.event.Event;
import postprox.event.Event.NextHopTrouble;
import postprox.event.Handled;
import postprox.mail.Envelope;
import postprox.smtp.Xforward.Attribute;
import postprox.text.LogText;

/**
 * The log as its reader knows it: a line for each event, in words that stay the same from release to release. Warnings and
 * errors are always written; the accept and reject lines from verbosity 1, sessions from 2, the dialogue from 3. Values from
 * outside are made inert here, so that none can end a line or pass for a part of one. Thread-safe.
 */
public final class MailLog implements EventLog {
    /** A whole line. Room for all its values at their limits; within what syslog daemons take by default (8 KiB). */
    private static final int LINE_CHARACTERS = 6000;

    /** A mistake of ours: so much of where it came from, and of the same of its causes, as leaves room for the session. */
    private static final int TRACE_CHARACTERS = LINE_CHARACTERS - 200;

    /** One value: the original's limit for a line. */
    private static final int VALUE_CHARACTERS = 900;

    private final LogSink sink;
    private volatile int verbosity;

    /**
     * A log.
     *
     * @param verbosity how often {@code -v} was given
     */
    public MailLog(LogSink sink, int verbosity) {
        this.sink = sink;
        this.verbosity = verbosity;
    }

    /** A log whose lines somebody writes on a thread of their own. */
    public static MailLog to(QueuedSink.Writer writer, int verbosity) {
        return new MailLog(new QueuedSink(writer, lost -> line(new Event.LinesLost(lost))), verbosity);
    }

    @Override
    public void publish(Event event) {
        if (verbosity >= verbosityFor(event)) {
            String line = line(event);
            sink.write(
                    Severity.of(event),
                    line.length() <= LINE_CHARACTERS ? line : line.substring(0, LINE_CHARACTERS) + "...");
        }
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

    private static int verbosityFor(Event event) {
        // A switch over types is made when it is first used: the first client would wait for it (ColdStartTest).
        if (event instanceof Event.Dialogue) {
            return 3;
        }
        if (event instanceof Event.SessionStarted || event instanceof Event.SessionEnded) {
            return 2;
        }
        return event instanceof Event.MessageAccepted
                        || event instanceof Event.MessageRefused
                        || event instanceof Event.MessageAborted
                ? 1
                : 0;
    }

    private static String line(Event event) {
        return switch (event) {
            case Event.OfMessage e -> line(e) + trailer(e.message());
            case Event.Dialogue e -> e.session() + " " + Words.of(e.direction()) + " " + text(e.line());
            case Event.SessionStarted e -> "connect: client=" + value(e.client()) + session(e);
            case Event.SessionEnded e ->
                "disconnect: client=" + value(e.client()) + ", messages=" + e.messages() + ", reason="
                        + e.end().text() + session(e);
            case Event.LimitReached e ->
                "warning: limit reached: " + Words.of(e.limit()) + "; client=" + value(e.client()) + session(e);
            case NextHopTrouble e -> warning(e, words(e));
            case Event.DeadlineOver e ->
                warning(e, Words.of(e.stage()) + (e.detail().isEmpty() ? "" : ": " + e.detail()));
            case Event.MessageDamaged e -> warning(e, Words.of(e.damage()));
            case Event.FilterRemark e -> warning(e, e.hint());
            case Event.SpoolTrouble e -> warning(e, e.reason());
            case Event.LoopFound e -> "error: " + text(Words.of(e.loop())) + session(e);
            case Event.Mistake e -> mistake(e.cause(), e.session());
            case Event.OfProcess e -> ProcessLines.of(e);
        };
    }

    private static String line(Event.OfMessage event) {
        String message = describe(event.message());
        return switch (event) {
            case Event.MessageAccepted e ->
                "accept: " + message + ": " + Words.of(e.filterResult()) + "; reply="
                        + text(e.reply().oneLine());
            case Event.MessageRefused e ->
                "reject: " + message + ": " + text(e.reply().oneLine()) + "; by=" + Words.of(e.by());
            case Event.MessageAborted e -> "abort: " + message + ": " + Words.of(e.abort()) + "; nothing was passed on";
            case Event.FilterFailed e ->
                "warning: filter failed: " + text(e.reason()) + "; " + Words.of(e.disposition()) + ": " + message;
            case Event.OutcomeUnknown e ->
                "warning: outcome unknown: " + message + ": no reply to the final dot (" + text(e.reason())
                        + "); the client was told 451, so the message may arrive twice";
        };
    }

    private static String words(NextHopTrouble trouble) {
        return Words.of(trouble.kind())
                + trouble.verb().map(verb -> " " + verb).orElse("")
                + (trouble.kind() == NextHopTrouble.Kind.ODD_REPLY ? " with: " : ": ")
                + trouble.detail()
                + trouble.end().map(end -> "; the session ends: " + end.text()).orElse("");
    }

    private static String warning(Event.OfSession event, String words) {
        return "warning: " + text(words) + session(event);
    }

    /** The line of a mistake of ours: the exception, where it came from, and the same of its causes. */
    static String mistake(Throwable cause, String session) {
        return "error: unexpected " + LogText.inert(Trace.of(cause), TRACE_CHARACTERS) + "; session=" + session;
    }

    private static String session(Event.OfSession event) {
        return "; session=" + event.session();
    }

    /** The original's description of a message. */
    private static String describe(Handled message) {
        Envelope envelope = message.envelope();
        return "host=" + value(envelope.client(Attribute.ADDR)) + " (" + value(envelope.helo()) + "), from="
                + value(envelope.sender()) + ", to=" + value(envelope.recipientSummary()) + ", rcpts="
                + envelope.recipients().size() + ", size=" + message.size();
    }

    private static String trailer(Handled message) {
        String said = message.said().isEmpty() ? "" : "; said=" + text(message.said());
        return said + "; filter=" + seconds(message.filterTime()) + "s; session="
                + message.envelope().session();
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.3f", time.toNanos() / 1e9);
    }

    /** A value among others: without blanks, which set the values of a line apart. */
    private static String value(String outside) {
        return outside.isEmpty() ? "???" : text(outside).replace(' ', '_');
    }

    private static String text(String outside) {
        return LogText.inert(outside, VALUE_CHARACTERS);
    }
}
