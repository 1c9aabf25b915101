package postprox.log;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import postprox.event.FilterChanges;
import postprox.event.FilterNote;
import postprox.event.Handled;
import postprox.event.QuarantineEvent.Subject;
import postprox.event.SessionEvent;
import postprox.mail.Envelope;
import postprox.smtp.Reply;
import postprox.smtp.Xforward.Attribute;
import postprox.text.WireText;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/**
 * Builds one line of a {@link JsonLog}: a JSON object in US-ASCII. So no text of a stranger can control a terminal, and a
 * program in any locale reads the line. An empty text is left out. For one thread.
 */
final class JsonLine {
    /** The maximum of a text, and of all recipients together, in characters of the line. The rest is cut. */
    private static final int TEXT_CHARACTERS = 4096;

    private static final String CUT_MARK = "...";

    /** The format of RFC 3339, in UTC and with milliseconds. */
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .characterEscapes(new DeleteEscaped())
            .build();

    private final StringWriter text = new StringWriter();
    private final JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text);

    JsonLine(Instant time, Severity severity) {
        json.writeStartObject();
        json.writeStringProperty("time", TIME.format(time));
        word("level", severity);
    }

    JsonLine event(String name) {
        json.writeStringProperty("event", name);
        return this;
    }

    JsonLine event(String name, SessionEvent event) {
        return event(name).text("session", event.session());
    }

    /** Adds a text with one byte a character, such as a client's words. It is read as UTF-8; other bytes become U+FFFD. */
    JsonLine text(String name, String bytes) {
        if (!bytes.isEmpty()) {
            json.writeStringProperty(name, shorten(characters(bytes), TEXT_CHARACTERS));
        }
        return this;
    }

    JsonLine word(String name, Enum<?> word) {
        json.writeStringProperty(name, word.name().toLowerCase(Locale.ROOT));
        return this;
    }

    /** Adds a list of postprox's own words. */
    JsonLine words(String name, List<String> words) {
        json.writeArrayPropertyStart(name);
        words.forEach(json::writeString);
        json.writeEndArray();
        return this;
    }

    /** Adds what a reload made of the filters, as an object. */
    JsonLine changes(String name, FilterChanges changes) {
        json.writeObjectPropertyStart(name);
        words("new", changes.added());
        words("changed", changes.changed());
        words("gone", changes.gone());
        json.writeEndObject();
        return this;
    }

    JsonLine number(String name, long number) {
        json.writeNumberProperty(name, number);
        return this;
    }

    /** Numbers by their names, as an object. */
    JsonLine numbers(String name, Map<String, Long> numbers) {
        json.writeObjectPropertyStart(name);
        numbers.forEach((key, number) -> json.writeNumberProperty(key.replace('-', '_'), number.longValue()));
        json.writeEndObject();
        return this;
    }

    JsonLine seconds(String name, Duration time) {
        json.writeNumberProperty(name, time.toMillis() / 1e3);
        return this;
    }

    JsonLine reply(Reply reply) {
        return number("reply_code", reply.code()).text("reply", reply.oneLine());
    }

    JsonLine mistake(Throwable cause) {
        return text("cause", Trace.of(cause));
    }

    JsonLine message(Handled message) {
        Envelope envelope = message.envelope();
        text("client_name", envelope.client(Attribute.NAME));
        text("client_address", envelope.client(Attribute.ADDR));
        text("helo", envelope.helo());
        addresses(envelope);
        number("size", message.size());
        seconds("receive_seconds", message.phases().receiving());
        seconds("filter_seconds", message.phases().filtering());
        seconds("answer_seconds", message.phases().answering());
        text("said", message.said());
        return notes(message.named());
    }

    private void addresses(Envelope envelope) {
        text("sender", envelope.sender());
        recipients(envelope.recipients());
        number("recipient_count", envelope.recipients().size());
    }

    /** Adds a message in the quarantine, with its envelope and its session if these are known. */
    void subject(Subject message) {
        text("id", message.id());
        message.envelope().ifPresent(envelope -> {
            text("session", envelope.session());
            addresses(envelope);
            number("size", message.size());
        });
        text("login", message.login().orElse(""));
    }

    private JsonLine notes(List<FilterNote> notes) {
        if (!notes.isEmpty()) {
            json.writeArrayPropertyStart("filters");
            for (FilterNote note : notes) {
                json.writeStartObject();
                text("name", note.filter());
                word("answer", note.said());
                json.writeBooleanProperty("observed", note.observed());
                seconds("seconds", note.time());
                if (!note.words().isEmpty()) {
                    json.writeStringProperty(
                            "words", shorten(characters(note.words()), TEXT_CHARACTERS / notes.size()));
                }
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        return this;
    }

    private void recipients(List<String> recipients) {
        json.writeArrayPropertyStart("recipients");
        int room = TEXT_CHARACTERS;
        for (String recipient : recipients) {
            String text = characters(recipient);
            room -= text.codePoints().map(JsonLine::written).sum();
            if (room < 0) {
                break;
            }
            json.writeString(text);
        }
        json.writeEndArray();
    }

    private static String characters(String bytes) {
        // No text that is longer than this in bytes fits into the line as it is.
        return new String(WireText.bytes(WireText.shorten(bytes, TEXT_CHARACTERS)), StandardCharsets.UTF_8);
    }

    private static String shorten(String text, int maximum) {
        return fitting(text, maximum) == text.length()
                ? text
                : text.substring(0, fitting(text, maximum - CUT_MARK.length())) + CUT_MARK;
    }

    /** The length of the longest beginning of a text that takes at most a number of characters in the line. */
    private static int fitting(String text, int characters) {
        int end = 0;
        for (int room = characters; end < text.length(); end += Character.charCount(text.codePointAt(end))) {
            room -= written(text.codePointAt(end));
            if (room < 0) {
                break;
            }
        }
        return end;
    }

    /** The number of characters that a character takes in the line, at most. */
    private static int written(int c) {
        if (c == '"' || c == '\\') {
            return 2;
        }
        return c >= ' ' && c <= '~' ? 1 : Character.charCount(c) * "\\uXXXX".length();
    }

    /** Ends the object and returns the line, without a line end. The caller calls this method once. */
    String end() {
        json.writeEndObject();
        json.close();
        return text.toString();
    }
}
