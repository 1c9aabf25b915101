package postprox.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.event.Event;
import postprox.event.FilterNote;
import postprox.event.Handled;
import postprox.event.MessageEvent;
import postprox.event.MessageEvent.MessageAccepted.FilterResult;
import postprox.event.Phases;
import postprox.event.ProcessEvent;
import postprox.event.ResidentEvent;
import postprox.event.SessionEvent;
import postprox.mail.Envelope;
import postprox.smtp.Reply;
import postprox.smtp.Xforward.Attribute;
import postprox.testkit.EventSamples;
import postprox.text.WireText;

/** The log as a program reads it; docs/LOG.md, which LogPageTest holds, has its names. */
class JsonLogTest {
    private static final Instant TIME = Instant.parse("2026-11-01T09:00:00Z");

    @Test
    void aMessageIsAnObjectWithAllThatIsKnownOfIt() {
        assertThat(lines(
                        0,
                        log -> log.publish(new MessageEvent.MessageAccepted(
                                EventSamples.MESSAGE,
                                FilterResult.CHANGED,
                                Reply.of(250, "2.0.0 Ok: queued as 4ABC")))))
                .containsExactly("INFO {\"time\":\"2026-11-01T09:00:00.000Z\",\"level\":\"info\","
                        + "\"event\":\"message_accepted\",\"session\":\"s3ss10n\",\"filter_result\":\"changed\","
                        + "\"reply_code\":250,\"reply\":\"250 2.0.0 Ok: queued as 4ABC\","
                        + "\"client_name\":\"client.example.org\",\"client_address\":\"192.0.2.7\","
                        + "\"helo\":\"mail.example.org\",\"sender\":\"a@example.org\","
                        + "\"recipients\":[\"b@example.com\",\"c@example.com\"],\"recipient_count\":2,"
                        + "\"size\":2113,\"receive_seconds\":0.005,\"filter_seconds\":0.021,\"answer_seconds\":0.009,\"said\":\"gpg: no public key\","
                        + "\"filters\":[{\"name\":\"virus\",\"answer\":\"pass\",\"observed\":true,\"seconds\":0.012,"
                        + "\"words\":\"clean\"}]}");
    }

    @Test
    void everythingButTheDialogueIsThereWhateverTheVerbosity() {
        Consumer<JsonLog> everything = log -> EventSamples.all().forEach(log::publish);
        int all = EventSamples.all().size();
        assertThat(lines(0, everything)).hasSize(all - 1);
        assertThat(lines(2, everything)).hasSize(all - 1);
        assertThat(lines(3, everything)).hasSize(all);
        assertThat(new JsonLog(new Recorder(), 2, () -> TIME).wantsDialogue()).isFalse();
        assertThat(new JsonLog(new Recorder(), 3, () -> TIME).wantsDialogue()).isTrue();
    }

    @Test
    void whatIsNotKnownIsLeftOut() {
        Handled unknown = new Handled(new Envelope("s1", "", List.of(), "", Map.of()), 0, Phases.NONE, "", List.of());
        assertThat(fields(new MessageEvent.OutcomeUnknown(unknown, "")).keySet())
                .containsExactly(
                        "time",
                        "level",
                        "event",
                        "session",
                        "recipients",
                        "recipient_count",
                        "size",
                        "receive_seconds",
                        "filter_seconds",
                        "answer_seconds");
    }

    @ParameterizedTest
    @MethodSource("postprox.testkit.HostileTexts#ofAscii")
    @ValueSource(
            strings = {
                "J\u00f6rg \u20ac \ud83d\ude00",
                "\u202eright to left\u2066\u2028",
                "\u009b31m",
            })
    void aTextComesBackAsItWasInALineOfPrintableUsAsciiAlone(String text) {
        Event event = new SessionEvent.SpoolTrouble(
                "s1",
                WireText.of(text.getBytes(StandardCharsets.UTF_8), 0, text.getBytes(StandardCharsets.UTF_8).length));
        assertThat(lines(0, log -> log.publish(event))).allMatch(line -> line.matches("[ -~]+"));
        assertThat(fields(event)).containsEntry("reason", text);
    }

    @ParameterizedTest
    @CsvSource({"a\u00ffb, a\ufffdb", "\u00e2\u0082, \ufffd", "\u00c0\u00af, \ufffd\ufffd", "\u009b2J, \ufffd2J"})
    void bytesThatAreNoUtf8AreReplaced(String bytes, String text) {
        assertThat(fields(new SessionEvent.SpoolTrouble("s1", bytes))).containsEntry("reason", text);
    }

    @Property
    void anyBytesInAnyPlaceMakeALineThatIsReadAgain(@ForAll @CharRange(from = 0, to = 255) String bytes) {
        Envelope envelope = new Envelope("s1", bytes, List.of(bytes, bytes), bytes, Map.of(Attribute.ADDR, bytes));
        Handled message = new Handled(envelope, 1, Phases.NONE, bytes, List.of());
        Event event =
                new MessageEvent.MessageAccepted(message, FilterResult.PASSED, new Reply(250, List.of("250 " + bytes)));
        assertThat(lines(0, log -> log.publish(event)))
                .singleElement()
                .asString()
                .matches("[ -~]+");
        String text = new String(WireText.bytes(bytes), StandardCharsets.UTF_8);
        assertThat(fields(event)).containsEntry("event", "message_accepted").containsEntry("reply", "250 " + text);
    }

    @Test
    void longTextsAndManyRecipientsAreCutAndAreCountedAllTheSame() {
        String address = "x".repeat(100) + "@example.org";
        Envelope envelope = new Envelope("s1", "x".repeat(50_000), Collections.nCopies(10_000, address), "", Map.of());
        Event event = new MessageEvent.OutcomeUnknown(new Handled(envelope, 1, Phases.NONE, "", List.of()), "");
        assertThat(fields(event))
                .containsEntry("sender", "x".repeat(4093) + "...")
                .containsEntry("recipient_count", "10000")
                .hasEntrySatisfying(
                        "recipients",
                        all -> assertThat(all)
                                .startsWith(address + " " + address)
                                .hasSizeBetween(3900, 4200));
    }

    /** Each of these texts takes six times as many characters in the line as it has bytes. */
    @Test
    void aLineHasNoMoreThan36KilobytesWhateverStrangersSay() {
        String bytes = "\u00ff".repeat(50_000);
        Map<Attribute, String> client = Map.of(Attribute.ADDR, bytes, Attribute.NAME, bytes);
        Envelope envelope = new Envelope("s1", bytes, Collections.nCopies(100, "\u00ff".repeat(500)), bytes, client);
        List<FilterNote> notes =
                Collections.nCopies(10, new FilterNote("virus", FilterNote.Said.REJECT, false, Duration.ZERO, bytes));
        Handled message = new Handled(envelope, 1, Phases.NONE, bytes, notes);
        Event event =
                new MessageEvent.MessageAccepted(message, FilterResult.PASSED, new Reply(250, List.of("250 " + bytes)));
        assertThat(JsonLog.line(event, TIME)).hasSizeBetween(4096, 36 * 1024);
        assertThat(fields(event)).containsEntry("helo", "\ufffd".repeat(682) + "...");
    }

    @Test
    void linesThatAreLostAreCountedInALineOfTheSameForm() {
        List<String> written = new ArrayList<>();
        try (JsonLog log = JsonLog.to(
                (_, line) -> {
                    if (line.contains("resident_idle")) {
                        throw new java.io.IOException("the disk is full");
                    }
                    written.add(line);
                },
                0)) {
            log.publish(new ResidentEvent.ResidentIdle(Duration.ofSeconds(1)));
            log.publish(new ProcessEvent.Stopped(ProcessEvent.Mode.RESIDENT));
        }
        assertThat(written.stream()
                        .map(Json::object)
                        .map(fields -> fields.get("event") + " " + fields.get("lines") + " " + fields.get("reason")))
                .containsExactly("lines_lost 1 the disk is full", "stopped null null");
    }

    private static Map<String, String> fields(Event event) {
        return Json.object(JsonLog.line(event, TIME));
    }

    private static List<String> lines(int verbosity, Consumer<JsonLog> events) {
        Recorder sink = new Recorder();
        events.accept(new JsonLog(sink, verbosity, () -> TIME));
        return sink.lines;
    }
}
