package postprox.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.event.Balancer;
import postprox.event.FilterNote;
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

/** Whatever comes from outside, a line of the log is one line, of so many fields, and says what it says on any terminal. */
class MailLogValuesTest {
    /** A lone 0x9B, or U+009B in UTF-8, begins an escape sequence on some terminals, as ESC does. */
    @ParameterizedTest
    @ValueSource(strings = {"a\u009b31m", "a\u00c2\u009b31m"})
    void noControlCharacterOfEightBitsReachesATerminal(String hostile) {
        assertThat(lines(0, log -> log.publish(new SessionEvent.SpoolTrouble("s1", hostile))))
                .singleElement()
                .asString()
                .doesNotContain("\u009b")
                .contains("31m");
    }

    /** What is left of it could be a control character to a terminal of eight bits, and is no character to any other. */
    @Test
    void valueIsNotCutThroughACharacter() {
        assertThat(lines(
                        0,
                        log -> log.publish(new SessionEvent.SpoolTrouble(
                                "s1", "x".repeat(898) + "\u00e2\u0082\u00ac" + "x".repeat(100)))))
                .containsExactly("WARNING warning: " + "x".repeat(898) + "...; session=s1");
    }

    @Test
    void charactersOfUtf8AreKept() {
        assertThat(lines(0, log -> log.publish(new SessionEvent.SpoolTrouble("s1", "j\u00c3\u00b6rg"))))
                .containsExactly("WARNING warning: j\u00c3\u00b6rg; session=s1");
    }

    /** U+202E turns what follows it, so that a line reads as it is not. */
    @Test
    void noCharacterTurnsALineAround() {
        assertThat(lines(0, log -> log.publish(new SessionEvent.SpoolTrouble("s1", "a\u00e2\u0080\u00aeb"))))
                .containsExactly("WARNING warning: a???b; session=s1");
    }

    @ParameterizedTest
    @MethodSource("postprox.testkit.HostileTexts#ofAscii")
    void noValueFromOutsideCanBreakALineOrPassForAFieldOfIt(String hostile) {
        Handled message = hostile(hostile);
        Reply reply = new Reply(250, List.of(hostile));
        List<String> lines = lines(3, log -> {
            log.publish(new MessageEvent.MessageAccepted(message, FilterResult.PASSED, reply));
            log.publish(new MessageEvent.MessageRefused(message, reply, Speaker.FILTER));
            log.publish(new MessageEvent.MessageAborted(message, Abort.CLIENT_GONE));
            log.publish(new MessageEvent.OutcomeUnknown(message, hostile));
            log.publish(new MessageEvent.FilterFailed(
                    message, "virus", Failure.FAILED, hostile, Disposition.NOT_PASSED_ON));
            log.publish(new SessionEvent.SpoolTrouble("s1", hostile));
            log.publish(new SessionEvent.SessionStarted("s1", hostile, Optional.of(new Balancer(hostile, hostile))));
            log.publish(new SessionEvent.SessionEnded("s1", hostile, SessionEnd.QUIT, 0));
            log.publish(new SessionEvent.Mistake("s1", new IllegalStateException(hostile)));
        });
        assertThat(lines).allMatch(line -> line.matches("[ -~]+")).allMatch(line -> line.endsWith("; session=s1"));
        assertThat(lines.subList(0, 4))
                .allMatch(
                        line -> line.matches(
                                "[^=]*: host=\\S+ \\(\\S+\\), from=\\S+, to=\\S+, rcpts=1, size=1: .*; filter=0\\.000s; session=s1"));
        assertThat(lines.stream().map(MailLogValuesTest::fields))
                .containsExactly(
                        "reply said filters filter session",
                        "by said filters filter session",
                        "said filters filter session",
                        "said filters filter session",
                        "said filters filter session",
                        "session",
                        "session",
                        "session",
                        "session");
    }

    /** The names of the fields at the end of a line, as a program finds them. */
    private static String fields(String line) {
        return Pattern.compile("; ([a-z]+)=")
                .matcher(line)
                .results()
                .map(field -> field.group(1))
                .collect(Collectors.joining(" "));
    }

    @Property
    void anyBytesMakeOneLine(@ForAll @CharRange(from = 0, to = 255) String value) {
        Reply reply = new Reply(250, List.of(value));
        assertThat(lines(3, log -> {
                    log.publish(new MessageEvent.MessageAccepted(hostile(value), FilterResult.PASSED, reply));
                    log.publish(new SessionEvent.Dialogue("s1", Direction.FROM_CLIENT, value));
                    log.publish(new SessionEvent.SessionEnded("s1", value, SessionEnd.QUIT, 0));
                }))
                .hasSize(3)
                .allSatisfy(line -> assertThat(line).doesNotContainPattern("[\\x00-\\x1f\\x7f]"));
    }

    /** The end of a line has what the administrator looks for: no value can push it off, however long it is. */
    @Test
    void longValuesAreCutAndTheEndOfTheLineStays() {
        String value = "x".repeat(12_000);
        Reply reply = new Reply(250, List.of(value));
        assertThat(lines(
                        1,
                        log -> log.publish(
                                new MessageEvent.MessageAccepted(hostile(value), FilterResult.PASSED, reply))))
                .singleElement()
                .asString()
                .hasSizeLessThan(8192)
                .contains("from=" + "x".repeat(900) + "..., to=")
                .contains("; filters=virus:reject 0.000s (xxx")
                .endsWith("x...; filter=0.000s; session=s1");
    }

    /** A message all of whose values are the same. */
    private static Handled hostile(String value) {
        Envelope envelope = new Envelope("s1", value, List.of(value), value, Map.of(Attribute.ADDR, value));
        return new Handled(
                envelope,
                1,
                Phases.NONE,
                value,
                List.of(new FilterNote("virus", FilterNote.Said.REJECT, false, Duration.ZERO, value)));
    }

    private static List<String> lines(int verbosity, Consumer<MailLog> events) {
        Recorder sink = new Recorder();
        events.accept(new MailLog(sink, verbosity));
        return sink.lines;
    }
}
