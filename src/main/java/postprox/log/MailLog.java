package postprox.log;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The log as its reader knows it: one method for each event, in words that stay the same from release to release.
 * Warnings and errors are always written; the accept and reject lines from verbosity 1, sessions from 2, the dialogue
 * from 3. Values from outside are made inert here, so that none can end a line or pass for a part of one. Thread-safe.
 */
public final class MailLog {
    /** A whole line. Room for all its values at their limits; within what syslog daemons take by default (8 KiB). */
    private static final int LINE_CHARACTERS = 6000;

    /** A mistake of ours: so much of where it came from, and of the same of its causes, as leaves room for the session. */
    private static final int TRACE_CHARACTERS = LINE_CHARACTERS - 200;

    private static final int FRAMES = 12;

    /** One value: the original's limit for a line. */
    private static final int VALUE_CHARACTERS = 900;

    private final LogSink sink;
    private final int verbosity;

    /**
     * A log.
     *
     * @param verbosity how often {@code -v} was given
     */
    public MailLog(LogSink sink, int verbosity) {
        this.sink = sink;
        this.verbosity = verbosity;
    }

    /** The next hop took the message. */
    public void accepted(MessageFacts message, String filterResult, String nextHopReply) {
        info(() -> "accept: " + describe(message) + ": " + filterResult + "; reply=" + text(nextHopReply)
                + trailer(message));
    }

    /**
     * The message was refused.
     *
     * @param by whose words the reply has: the filter's, the next hop's or postprox's
     */
    public void rejected(MessageFacts message, String reply, String by) {
        info(() -> "reject: " + describe(message) + ": " + text(reply) + "; by=" + by + trailer(message));
    }

    /** The client went away before its message had an answer; the next hop does not have it. */
    public void abandoned(MessageFacts message, String why) {
        info(() -> "abort: " + describe(message) + ": " + text(why) + "; nothing was passed on" + trailer(message));
    }

    /** The filter could not give a verdict, and what became of the message. */
    public void filterFailed(MessageFacts message, String reason, String disposition) {
        write(
                Severity.WARNING,
                "warning: filter failed: " + text(reason) + "; " + disposition + ": " + describe(message)
                        + trailer(message));
    }

    /** Something around a message went wrong that the administrator can mend. */
    public void trouble(String session, String what) {
        warning(text(what), session);
    }

    /** Something outside any session went wrong that the administrator can mend. */
    public void warning(String what) {
        write(Severity.WARNING, "warning: " + text(what));
    }

    /** A client came up against a limit and was told so. */
    public void limitReached(String session, String client, String what) {
        warning("limit reached: " + what + "; client=" + value(client), session);
    }

    /** The final dot went out and no answer came back. */
    public void outcomeUnknown(MessageFacts message, String why) {
        write(
                Severity.WARNING,
                "warning: outcome unknown: " + describe(message) + ": no reply to the final dot (" + text(why)
                        + "); the client was told 451, so the message may arrive twice" + trailer(message));
    }

    /** A mistake of ours. */
    public void bug(String session, Throwable cause) {
        write(Severity.ERROR, "error: unexpected " + text(trace(cause), TRACE_CHARACTERS) + "; session=" + session);
    }

    /** A session began. */
    public void connected(String session, String client) {
        if (verbosity >= 2) {
            write(Severity.INFO, "connect: client=" + value(client) + "; session=" + session);
        }
    }

    /** A session ended. */
    public void disconnected(String session, String client, String reason, int messages) {
        if (verbosity >= 2) {
            write(
                    Severity.INFO,
                    "disconnect: client=" + value(client) + ", messages=" + messages + ", reason=" + reason
                            + "; session=" + session);
        }
    }

    /** The program as a whole started, stopped or changed what it does. */
    public void lifecycle(String what) {
        write(Severity.INFO, text(what));
    }

    /** Whether {@link #dialogue} writes anything: the caller need not prepare what nobody reads. */
    public boolean wantsDialogue() {
        return verbosity >= 3;
    }

    /** A line of the dialogue, content excepted. */
    public void dialogue(String session, String direction, String line) {
        if (wantsDialogue()) {
            write(Severity.DEBUG, session + " " + direction + " " + text(line));
        }
    }

    private void info(Supplier<String> line) {
        if (verbosity >= 1) {
            write(Severity.INFO, line.get());
        }
    }

    private void warning(String what, String session) {
        write(Severity.WARNING, "warning: " + what + "; session=" + session);
    }

    private void write(Severity severity, String line) {
        sink.write(severity, line.length() <= LINE_CHARACTERS ? line : line.substring(0, LINE_CHARACTERS) + "...");
    }

    /** The original's description of a message. */
    private static String describe(MessageFacts message) {
        return "host=" + value(message.host()) + " (" + value(message.helo()) + "), from=" + value(message.sender())
                + ", to=" + value(message.recipients()) + ", rcpts=" + message.recipientCount() + ", size="
                + message.size();
    }

    private static String trailer(MessageFacts message) {
        String said = message.said().isEmpty() ? "" : "; said=" + text(message.said());
        return said + "; filter=" + seconds(message.filterTime()) + "s; session=" + message.session();
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.3f", time.toNanos() / 1e9);
    }

    /** A value among others: without blanks, which set the values of a line apart. */
    private static String value(String outside) {
        return outside.isEmpty() ? "???" : text(outside).replace(' ', '_');
    }

    /** An exception, where it came from, and the same of its causes. */
    private static String trace(Throwable thrown) {
        StringBuilder trace = new StringBuilder(thrown.toString());
        Arrays.stream(thrown.getStackTrace())
                .limit(FRAMES)
                .forEach(element -> trace.append(" < ").append(element));
        Optional.ofNullable(thrown.getCause())
                .ifPresent(cause -> trace.append(" caused by ").append(trace(cause)));
        return trace.toString();
    }

    private static String text(String outside) {
        return text(outside, VALUE_CHARACTERS);
    }

    private static String text(String outside, int most) {
        boolean eightBit = isHarmless(outside);
        int end = Math.min(outside.length(), most);
        while (eightBit && end < outside.length() && (outside.charAt(end) & 0xC0) == 0x80) {
            // Not through a character: what is left of it would be none.
            end--;
        }
        StringBuilder text = new StringBuilder(end);
        for (int i = 0; i < end; i++) {
            char c = outside.charAt(i);
            text.append(c < ' ' || c == 127 || c > 127 && !eightBit ? '?' : startsField(outside, i) ? ',' : c);
        }
        return end < outside.length() ? text.append("...").toString() : text.toString();
    }

    /**
     * Whether the bytes from 128 up are characters of UTF-8 and none of them has its way with a terminal: a control (U+0080 to
     * U+009F; a lone byte 0x9B begins an escape sequence on some terminals, as ESC does), the end of a line or paragraph, or one
     * that turns the direction of what follows it, so that a line reads as it is not (Unicode Standard Annex 9, CVE-2021-42574).
     */
    private static boolean isHarmless(String bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
            return text.chars().noneMatch(MailLog::hasItsWay);
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static boolean hasItsWay(int c) {
        return c >= 0x80 && c < 0xA0
                || c == 0x061C
                || c == 0x200E
                || c == 0x200F
                || c >= 0x2028 && c <= 0x202E
                || c >= 0x2066 && c <= 0x2069;
    }

    /** Whether what begins here reads like one of the fields that we ourselves put at the end of a line. */
    private static boolean startsField(String text, int at) {
        if (!text.startsWith("; ", at)) {
            return false;
        }
        int end = at + 2;
        while (end < text.length() && text.charAt(end) >= 'a' && text.charAt(end) <= 'z') {
            end++;
        }
        return end > at + 2 && text.startsWith("=", end);
    }
}
