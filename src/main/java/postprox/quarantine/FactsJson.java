package postprox.quarantine;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import postprox.mail.Envelope;
import postprox.smtp.Xforward.Attribute;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/** Writes the facts about a message as a JSON object of one line in US-ASCII. {@link FactsReader} reads it. */
public final class FactsJson {
    static final String ID = "id";
    static final String TIME = "time";
    static final String SESSION = "session";
    static final String SENDER = "sender";
    static final String RECIPIENTS = "recipients";
    static final String COMMANDS = "commands";
    static final String BODY = "body";
    static final String HELO = "helo";
    static final String CLIENT = "client";
    static final String FILTER = "filter";
    static final String REASON = "reason";
    static final String SIZE = "size";
    static final String CHECKSUM = "crc32c";

    private static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private FactsJson() {}

    /** The bytes of the JSON file of a message, with a line end. */
    static byte[] bytes(String id, Facts facts) {
        return (text(id, facts) + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** The JSON object. */
    public static String text(String id, Facts facts) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            Occasion occasion = facts.occasion();
            Envelope envelope = occasion.envelope();
            json.writeStartObject();
            json.writeStringProperty(ID, id);
            json.writeStringProperty(TIME, facts.time().toString());
            write(json, SESSION, envelope.session());
            write(json, SENDER, envelope.sender());
            write(json, RECIPIENTS, envelope.recipients());
            write(json, COMMANDS, occasion.commands());
            json.writeStringProperty(BODY, occasion.body().name().toLowerCase(Locale.ROOT));
            write(json, HELO, envelope.helo());
            json.writeObjectPropertyStart(CLIENT);
            for (Map.Entry<Attribute, String> value : new TreeMap<>(envelope.client()).entrySet()) {
                write(json, value.getKey().name().toLowerCase(Locale.ROOT), value.getValue());
            }
            json.writeEndObject();
            write(json, FILTER, occasion.filter());
            write(json, REASON, occasion.reason());
            json.writeNumberProperty(SIZE, facts.size());
            json.writeStringProperty(CHECKSUM, HexFormat.of().toHexDigits((int) facts.checksum()));
            json.writeEndObject();
        }
        return inert(text);
    }

    /** The JSON object of a message that cannot be used. */
    public static String unusable(String id, String reason) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeStringProperty(ID, id);
            json.writeStringProperty("unusable", reason);
            json.writeEndObject();
        }
        return inert(text);
    }

    /** Escapes DEL too, on which a terminal acts. JSON escapes the other control characters, and has DEL only within its texts. */
    private static String inert(StringWriter json) {
        return json.toString().replace("\u007f", "\\u007f");
    }

    private static void write(JsonGenerator json, String name, String wire) {
        json.writeStringProperty(name, WireCharacters.of(wire));
    }

    private static void write(JsonGenerator json, String name, List<String> wires) {
        json.writeArrayPropertyStart(name);
        wires.forEach(wire -> json.writeString(WireCharacters.of(wire)));
        json.writeEndArray();
    }
}
