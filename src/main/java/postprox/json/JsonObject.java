package postprox.json;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * An object of JSON. A name that is not there, or has a value of another kind, has the empty value of its kind, so that a reader
 * understands what earlier and later releases write. Immutable once it is read.
 */
public final class JsonObject {
    /** An object that has nothing. */
    public static final JsonObject EMPTY = new JsonObject();

    /** Times that a reader's calendar has. Java's own go on for a thousand million years, and some of its sums do not. */
    private static final Instant FIRST = Instant.EPOCH;

    private static final Instant LAST = Instant.parse("9999-01-01T00:00:00Z");

    private static final int MAX_CHARACTERS = 4 << 20;
    private static final int MAX_DEPTH = 16;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxDocumentLength(MAX_CHARACTERS)
                    .maxStringLength(MAX_CHARACTERS)
                    .maxNestingDepth(MAX_DEPTH)
                    .build())
            .build();

    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, Double> numbers = new HashMap<>();
    private final Map<String, Boolean> flags = new HashMap<>();
    private final Map<String, JsonObject> objects = new HashMap<>();
    private final Map<String, JsonList> lists = new HashMap<>();

    /** The values of a list, by their kinds. */
    private record JsonList(List<String> texts, List<Double> numbers, List<JsonObject> objects) {}

    private JsonObject() {}

    /** Reads a text that has one object and nothing else; empty if it has not. */
    public static Optional<JsonObject> read(String text) {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            JsonObject object = new JsonObject();
            object.fill(json);
            return json.nextToken() == null ? Optional.of(object) : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private void fill(JsonParser json) {
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            switch (json.nextToken()) {
                case VALUE_STRING -> texts.put(name, json.getString());
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> numbers.put(name, json.getDoubleValue());
                case VALUE_TRUE -> flags.put(name, true);
                case VALUE_FALSE -> flags.put(name, false);
                case START_OBJECT -> objects.put(name, inner(json));
                case START_ARRAY -> lists.put(name, list(json));
                default -> json.skipChildren();
            }
        }
    }

    private static JsonObject inner(JsonParser json) {
        JsonObject object = new JsonObject();
        object.fill(json);
        return object;
    }

    private static JsonList list(JsonParser json) {
        JsonList list = new JsonList(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            switch (token) {
                case VALUE_STRING -> list.texts.add(json.getString());
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> list.numbers.add(json.getDoubleValue());
                case START_OBJECT -> list.objects.add(inner(json));
                default -> json.skipChildren();
            }
        }
        return list;
    }

    /** The text with a name; empty if there is none. */
    public String text(String name) {
        return texts.getOrDefault(name, "");
    }

    /** All texts of the object itself, in no order. */
    public List<String> texts() {
        return List.copyOf(texts.values());
    }

    /** The number with a name; 0 if there is none. */
    public double number(String name) {
        return numbers.getOrDefault(name, 0.0);
    }

    /** The number with a name, without a fraction; 0 if there is none. */
    public long whole(String name) {
        return Math.round(number(name));
    }

    /** The time with a name, as RFC 3339 writes it; empty if there is none from 1970 to 9998. */
    public Optional<Instant> time(String name) {
        try {
            return Optional.of(Instant.parse(text(name))).filter(time -> !time.isBefore(FIRST) && time.isBefore(LAST));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** The truth value with a name; empty if there is none. */
    public Optional<Boolean> flag(String name) {
        return Optional.ofNullable(flags.get(name));
    }

    /** The object with a name; an empty object if there is none. */
    public JsonObject object(String name) {
        return objects.getOrDefault(name, EMPTY);
    }

    /** The objects in a list. */
    public List<JsonObject> objects(String name) {
        return list(name).map(JsonList::objects).orElse(List.of());
    }

    /** The texts in a list. */
    public List<String> texts(String name) {
        return list(name).map(JsonList::texts).orElse(List.of());
    }

    /** The numbers in a list. */
    public List<Double> numbers(String name) {
        return list(name).map(JsonList::numbers).orElse(List.of());
    }

    private Optional<JsonList> list(String name) {
        return Optional.ofNullable(lists.get(name));
    }
}
