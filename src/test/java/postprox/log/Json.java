package postprox.log;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Reads what a {@link JsonLog} writes. */
final class Json {
    private Json() {}

    /** The fields of an object, in their order; an array's texts with blanks between them. */
    static Map<String, String> object(String line) {
        Map<String, String> fields = new LinkedHashMap<>();
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), line)) {
            expect(parser.nextToken(), JsonToken.START_OBJECT);
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                fields.merge(name, value(parser), (_, _) -> {
                    throw new AssertionError(name + " is there twice: " + line);
                });
            }
            if (parser.nextToken() != null) {
                throw new AssertionError("more than an object: " + line);
            }
        }
        return fields;
    }

    private static String value(JsonParser parser) {
        if (!parser.currentToken().isStructStart()) {
            return parser.getString();
        }
        List<String> elements = new ArrayList<>();
        int depth = 1;
        while (depth > 0) {
            JsonToken token = parser.nextToken();
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (token.isScalarValue() || token == JsonToken.PROPERTY_NAME) {
                elements.add(parser.getString());
            }
        }
        return String.join(" ", elements);
    }

    private static void expect(JsonToken found, JsonToken expected) {
        if (found != expected) {
            throw new AssertionError(found + " in the place of " + expected);
        }
    }
}
