package postprox.filter.hooks;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import postprox.filter.http.Head;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/** A value of JSON that a scanner wrote, of a limited size. */
sealed interface Json {
    /** The longest text, and so the longest header field that a scanner can write. */
    int MOST_TEXT = 256 * 1024;

    /** The longest text where a text may be a message's body, which is in memory at once. */
    int MOST_LARGE_TEXT = 1024 * 1024;

    /** Some writers write all that is not US-ASCII as {@code \}{@code u00E9}. */
    int MOST_BYTES_OF_CHARACTER = 6;

    int MOST_DEPTH = 8;
    int MOST_NAME = 1000;
    int MOST_VALUES = 20_000;
    int MOST_DIGITS = 9;

    JsonFactory USUAL = factory(MOST_TEXT);
    JsonFactory LARGE = factory(MOST_LARGE_TEXT);

    record Text(String text) implements Json {}

    /** A whole number of at most nine digits. */
    record Whole(int number) implements Json {}

    record Members(Map<String, Json> members) implements Json {}

    record Items(List<Json> items) implements Json {}

    record Nothing() implements Json {}

    /** Any other value: true, false, a fraction, a number that is too long. */
    record Other() implements Json {}

    /** The value of a member; {@link Nothing} if it is not there, which means the same as null. */
    default Json member(String name) {
        return this instanceof Members(var members) ? members.getOrDefault(name, new Nothing()) : new Nothing();
    }

    /** The text, if this is one. */
    default Optional<String> asText() {
        return this instanceof Text(String text) ? Optional.of(text) : Optional.empty();
    }

    /** Makes parsers that refuse what has no end, and members that are there twice: two readers could take another one of them. */
    private static JsonFactory factory(int mostText) {
        return JsonFactory.builder()
                // JSON is in UTF-8 (RFC 8259 section 8.1). The library would guess other encodings by the first bytes.
                .disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength(mostText)
                        .maxNameLength(MOST_NAME)
                        .maxNestingDepth(MOST_DEPTH)
                        .build())
                .build();
    }

    static JsonParser parser(InputStream bytes) {
        return USUAL.createParser(ObjectReadContext.empty(), bytes);
    }

    /**
     * Reads a text that is one object.
     *
     * @throws Wrong       if it is none, or one that is too large
     * @throws IOException if it cannot be read
     */
    static Members object(InputStream bytes) throws IOException {
        Map<String, Json> members = new LinkedHashMap<>();
        read(parser(bytes), members::put);
        return new Members(members);
    }

    /** Reads an object whose texts may be large, member by member: what follows a member may not be JSON. */
    static void readLarge(InputStream bytes, BiConsumer<String, Json> members) throws IOException {
        read(LARGE.createParser(ObjectReadContext.empty(), bytes), members);
    }

    private static void read(JsonParser json, BiConsumer<String, Json> members) throws IOException {
        try (json) {
            JsonToken first = json.nextToken();
            if (first != JsonToken.START_OBJECT) {
                throw new Wrong(
                        first == JsonToken.START_ARRAY
                                ? "it is an array where an object should be, as in a later draft"
                                : "it is no object");
            }
            Reader values = new Reader(json);
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                json.nextToken();
                members.accept(name, values.value());
            }
            requireEnd(json);
        } catch (JacksonException e) {
            throw why(e);
        }
    }

    /** Checks that nothing follows. */
    static void requireEnd(JsonParser json) throws Wrong {
        if (json.nextToken() != null) {
            throw new Wrong("something follows its JSON");
        }
    }

    /** The reason why a parser failed: a failure of what it reads from or writes to, or what is wrong with the text. */
    static IOException why(JacksonException e) {
        return e.getCause() instanceof IOException failure ? failure : new Wrong(words(e));
    }

    private static String words(JacksonException e) {
        return e instanceof StreamConstraintsException
                ? "a text, a name or a number in it is too long, or it is nested too deeply"
                : "it is no such JSON: " + Head.words(e.getOriginalMessage());
    }

    /** What is there is not the JSON that should be there. The message says why, in printable words. */
    final class Wrong extends IOException {
        private static final long serialVersionUID = 1L;

        Wrong(String reason) {
            super(reason);
        }
    }

    /** Reads values from where a parser is. */
    final class Reader {
        private final JsonParser json;
        private int values;

        Reader(JsonParser json) {
            this.json = json;
        }

        /** The value that begins with the parser's current token. */
        Json value() throws Wrong {
            JsonToken token = json.currentToken();
            if (token == null) {
                throw new Wrong("it is empty");
            }
            if (++values > MOST_VALUES) {
                throw new Wrong("it has more than " + MOST_VALUES + " values");
            }
            return switch (token) {
                case VALUE_STRING -> new Text(json.getString());
                case VALUE_NUMBER_INT -> number(json.getString());
                case VALUE_NULL -> new Nothing();
                case START_ARRAY -> items();
                case START_OBJECT -> members();
                default -> new Other();
            };
        }

        private static Json number(String digits) {
            return digits.length() > MOST_DIGITS ? new Other() : new Whole(Integer.parseInt(digits));
        }

        private Items items() throws Wrong {
            List<Json> items = new ArrayList<>();
            while (json.nextToken() != JsonToken.END_ARRAY) {
                items.add(value());
            }
            return new Items(items);
        }

        private Members members() throws Wrong {
            Map<String, Json> members = new LinkedHashMap<>();
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                json.nextToken();
                members.put(name, value());
            }
            return new Members(members);
        }
    }
}
