package postprox.control;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
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

    /** What was asked. */
    private record Asked(int protocol, String name) {}

    static byte[] question(String name) {
        return bytes(json -> json.writeStringProperty("ask", name));
    }

    /** The answer to a line. */
    static byte[] answer(byte[] line, int length, Map<String, Question> questions) {
        Optional<Asked> asked = read(line, length);
        if (asked.isEmpty()) {
            return error("a question is a JSON object such as {\"protocol\":1,\"ask\":\"status\"}");
        }
        if (asked.get().protocol() != VERSION) {
            return error("this process speaks protocol " + VERSION + " alone");
        }
        Question question = questions.get(asked.get().name());
        return question == null
                ? error("this process answers no such question, but: " + String.join(", ", questions.keySet()))
                : bytes(question);
    }

    private static byte[] error(String words) {
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
                } else {
                    json.skipChildren();
                }
            }
            return Optional.of(new Asked(protocol, name));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }
}
