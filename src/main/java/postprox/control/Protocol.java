package postprox.control;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/**
 * What is said at a control socket: the asking process writes a line with a JSON object, {@code {"protocol":1,"ask":"status"}}, gets a
 * line with another one, and the connection is closed. An answer to a question that is not understood has {@code error}. Names in answers
 * stay the same from release to release; there may be more.
 */
final class Protocol {
    static final int VERSION = 1;

    /** The longest question, with its line end. */
    static final int QUESTION_BYTES = 1024;

    private static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private Protocol() {}

    /**
     * What was asked.
     *
     * @param words further texts by their names
     */
    record Asked(int protocol, String name, Map<String, String> words) {}

    /** A question as bytes, with further texts by their names. */
    static byte[] question(String name, Map<String, String> words) {
        return bytes(json -> {
            json.writeStringProperty("ask", name);
            words.forEach(json::writeStringProperty);
        });
    }

    /**
     * What a line asks.
     *
     * @throws NoQuestion if it asks nothing that can be understood
     */
    static Asked asked(byte[] line, int length) throws NoQuestion {
        Optional<Asked> asked = read(line, length);
        if (asked.isEmpty()) {
            throw new NoQuestion("a question is a JSON object such as {\"protocol\":1,\"ask\":\"status\"}");
        }
        if (asked.get().protocol() != VERSION) {
            throw new NoQuestion("this process speaks protocol " + VERSION + " alone");
        }
        return asked.get();
    }

    /** What came is no question that this process answers. The message is for who asked. */
    static final class NoQuestion extends Exception {
        private static final long serialVersionUID = 1L;

        NoQuestion(String message) {
            super(message);
        }
    }

    static byte[] error(String words) {
        return bytes(json -> json.writeStringProperty("error", words));
    }

    /** An answer as a line of ASCII. */
    static byte[] bytes(Question properties) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeNumberProperty("protocol", VERSION);
            properties.answer(json);
            json.writeEndObject();
        }
        // DEL is within texts alone, and a terminal acts on it.
        return (text.toString().replace("\u007f", "\\u007f") + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static Optional<Asked> read(byte[] line, int length) {
        int protocol = 0;
        String name = "";
        Map<String, String> words = new HashMap<>();
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), line, 0, length)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String property = json.currentName();
                JsonToken value = json.nextToken();
                if (property.equals("protocol") && value == JsonToken.VALUE_NUMBER_INT) {
                    protocol = json.getIntValue();
                } else if (property.equals("ask") && value == JsonToken.VALUE_STRING) {
                    name = json.getString();
                } else if (value == JsonToken.VALUE_STRING) {
                    words.put(property, json.getString());
                } else {
                    json.skipChildren();
                }
            }
            return Optional.of(new Asked(protocol, name, words));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }
}
