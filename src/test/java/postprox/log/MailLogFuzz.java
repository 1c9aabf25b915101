package postprox.log;

import static postprox.testkit.Promise.holds;
import static postprox.testkit.Promise.same;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import postprox.event.Handled;
import postprox.event.MessageEvent;
import postprox.event.MessageEvent.FilterFailed.Disposition;
import postprox.event.MessageEvent.FilterFailed.Failure;
import postprox.event.MessageEvent.MessageAborted.Abort;
import postprox.event.MessageEvent.MessageAccepted.FilterResult;
import postprox.event.Phases;
import postprox.event.SessionEnd;
import postprox.event.SessionEvent;
import postprox.event.SessionEvent.Dialogue.Direction;
import postprox.event.Speaker;
import postprox.mail.Envelope;
import postprox.smtp.Reply;
import postprox.smtp.Xforward.Attribute;
import postprox.testkit.FuzzInput;

/** Values from strangers in every line of the log: one line, no control characters, bounded, and no field but ours. */
public final class MailLogFuzz {
    private static final Pattern FIELD = Pattern.compile("; ([a-z]+)=");
    private static final String SESSION = "s3ss10n";

    /** Less than what syslog daemons take (8 KiB). */
    private static final int MOST = 6010;

    private final List<String> lines = new ArrayList<>();
    private final MailLog log = new MailLog(
            new LogSink() {
                @Override
                public boolean write(Severity severity, Supplier<String> line) {
                    return lines.add(line.get());
                }

                @Override
                public void close() {}
            },
            3);

    private MailLogFuzz() {}

    public static void attack(byte[] input) {
        FuzzInput parts = new FuzzInput(input);
        int event = parts.number(9);
        String padding = "y".repeat(parts.oneOf(0, 0, 890, 2000));
        List<Integer> lengths = parts.lengths(30);
        String text = parts.text();
        String[] values = new String[5];
        int at = 0;
        for (int i = 0; i < values.length; i++) {
            int end = i < lengths.size() ? Math.min(at + lengths.get(i), text.length()) : i == 4 ? text.length() : at;
            values[i] = (i == event % 5 ? padding : "") + text.substring(at, end);
            at = end;
        }
        new MailLogFuzz().write(event, values);
    }

    private void write(int event, String[] values) {
        Envelope envelope =
                new Envelope(SESSION, values[2], List.of(values[3]), values[1], Map.of(Attribute.ADDR, values[0]));
        Handled message = new Handled(
                envelope,
                1000,
                new Phases(Duration.ofMillis(5), Duration.ofMillis(21), Duration.ofMillis(30)),
                values[3],
                List.of());
        String other = values[4];
        Reply reply = new Reply(250, List.of(other));
        List<String> fields = switch (event) {
            case 0 -> {
                log.publish(new MessageEvent.MessageAccepted(message, FilterResult.PASSED, reply));
                yield List.of("reply", "filter", "session");
            }
            case 1 -> {
                log.publish(new MessageEvent.MessageRefused(message, reply, Speaker.FILTER));
                yield List.of("by", "filter", "session");
            }
            case 2 -> {
                log.publish(new MessageEvent.MessageAborted(message, Abort.CLIENT_GONE));
                yield List.of("filter", "session");
            }
            case 3 -> {
                log.publish(
                        new MessageEvent.FilterFailed(message, "", Failure.FAILED, other, Disposition.REFUSED_FOR_NOW));
                yield List.of("filter", "session");
            }
            case 4 -> {
                log.publish(new MessageEvent.OutcomeUnknown(message, other));
                yield List.of("filter", "session");
            }
            case 5 -> {
                log.publish(new SessionEvent.SpoolTrouble(SESSION, other));
                yield List.of("session");
            }
            case 6 -> {
                log.publish(new SessionEvent.Mistake(SESSION, new IllegalStateException(other)));
                yield List.of("session");
            }
            case 7 -> {
                log.publish(new SessionEvent.SessionEnded(SESSION, other, SessionEnd.QUIT, 1));
                yield List.of("session");
            }
            default -> {
                log.publish(new SessionEvent.Dialogue(SESSION, Direction.FROM_CLIENT, other));
                yield List.of();
            }
        };
        same("one line", lines.size(), 1);
        boolean said = fields.contains("filter") && !message.said().isEmpty();
        List<String> all = new ArrayList<>(fields);
        if (said) {
            all.add(fields.indexOf("filter"), "said");
        }
        check(lines.getFirst(), all);
    }

    private static void check(String line, List<String> fields) {
        holds("no control character", line.chars().noneMatch(c -> c < ' ' || c == 127));
        holds("bounded", line.length() <= MOST);
        holds("characters of UTF-8, none of them a control", isHarmless(line));
        same(
                "fields",
                FIELD.matcher(line)
                        .results()
                        .map((MatchResult field) -> field.group(1))
                        .toList(),
                fields);
        holds("the session last", fields.isEmpty() || line.endsWith("; session=" + SESSION));
    }

    private static boolean isHarmless(String line) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line.getBytes(StandardCharsets.ISO_8859_1)))
                    .chars()
                    .noneMatch(c -> c >= 0x80 && c < 0xA0 || c >= 0x2028 && c <= 0x202E || c >= 0x2066 && c <= 0x2069);
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
