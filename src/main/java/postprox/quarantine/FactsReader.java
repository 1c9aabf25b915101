package postprox.quarantine;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import postprox.mail.Envelope;
import postprox.smtp.BodyType;
import postprox.smtp.Command;
import postprox.smtp.MailParameters;
import postprox.smtp.Verb;
import postprox.smtp.Xforward.Attribute;
import postprox.text.WireText;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads the JSON file of a message in the quarantine. It believes nothing: the file may be damaged, or a person may have changed it.
 * Names that it does not know are left out, so that a later release can add some. Not thread-safe.
 */
final class FactsReader {
    /**
     * The maximum size of a file. All recipients have a million bytes (SmtpLimits), and stand there twice; a byte takes up to six
     * characters.
     */
    static final int MAX_BYTES = 16 << 20;

    private static final int MAX_TEXT = 512 * 1024;
    private static final int MAX_DEPTH = 4;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxDocumentLength(MAX_BYTES)
                    .maxStringLength(MAX_TEXT)
                    .maxNestingDepth(MAX_DEPTH)
                    .build())
            .build();

    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, List<String>> lists = new HashMap<>();
    private final Map<Attribute, String> client = new EnumMap<>(Attribute.class);
    private long size = -1;

    private FactsReader() {}

    /**
     * Reads the facts of a message.
     *
     * @param id the message's name, which the file must have too
     * @throws IOException if they are not in the bytes; its message says what is wrong
     */
    static Facts read(String id, byte[] bytes) throws IOException {
        FactsReader reader = new FactsReader();
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), new ByteArrayInputStream(bytes))) {
            reader.read(json);
        } catch (JacksonException e) {
            throw new IOException("it is no such JSON: " + WireText.printable(e.getOriginalMessage()), e);
        }
        return reader.facts(id);
    }

    private void read(JsonParser json) throws IOException {
        require(json.nextToken() == JsonToken.START_OBJECT, "it does not begin with an object");
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            switch (value) {
                case VALUE_STRING -> texts.put(name, WireCharacters.wire(json.getString()));
                case VALUE_NUMBER_INT -> size = name.equals(FactsJson.SIZE) ? json.getLongValue() : size;
                case START_ARRAY -> lists.put(name, list(json));
                case START_OBJECT -> object(json, name.equals(FactsJson.CLIENT));
                default -> json.skipChildren();
            }
        }
        require(
                json.currentToken() == JsonToken.END_OBJECT && json.nextToken() == null,
                "it does not end as it should");
    }

    private static List<String> list(JsonParser json) throws IOException {
        List<String> values = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            require(json.currentToken() == JsonToken.VALUE_STRING, "a list has something else than texts");
            values.add(WireCharacters.wire(json.getString()));
        }
        return values;
    }

    private void object(JsonParser json, boolean isClient) throws IOException {
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            boolean isText = json.nextToken() == JsonToken.VALUE_STRING;
            if (isClient && isText) {
                String value = WireCharacters.wire(json.getString());
                attribute(name).ifPresent(attribute -> client.put(attribute, value));
            } else {
                json.skipChildren();
            }
        }
    }

    private static Optional<Attribute> attribute(String name) {
        for (Attribute attribute : Attribute.values()) {
            if (attribute.name().toLowerCase(Locale.ROOT).equals(name)) {
                return Optional.of(attribute);
            }
        }
        return Optional.empty();
    }

    private Facts facts(String id) throws IOException {
        require(text(FactsJson.ID).equals(id), "it is about another message");
        List<String> recipients = lists.getOrDefault(FactsJson.RECIPIENTS, List.of());
        List<String> commands = lists.getOrDefault(FactsJson.COMMANDS, List.of());
        String sender = text(FactsJson.SENDER);
        check(sender, recipients, commands);
        require(size >= 0, "the size is missing");
        Envelope envelope = new Envelope(text(FactsJson.SESSION), sender, recipients, text(FactsJson.HELO), client);
        return new Facts(
                time(),
                new Occasion(envelope, commands, body(), text(FactsJson.FILTER), text(FactsJson.REASON)),
                size,
                checksum());
    }

    /** Checks that the commands are those of the envelope, so that nothing else is said to the next hop at a release. */
    private static void check(String sender, List<String> recipients, List<String> commands) throws IOException {
        require(!recipients.isEmpty() && commands.size() == recipients.size() + 1, "its envelope is not whole");
        for (int i = 0; i < commands.size(); i++) {
            String line = commands.get(i);
            require(line.chars().allMatch(c -> c == '\t' || c >= ' ' && c != 127), "a command has a control character");
            Command command = Command.parse(line);
            String address = i == 0 ? sender : recipients.get(i - 1);
            require(
                    command.verb() == (i == 0 ? Verb.MAIL : Verb.RCPT)
                            && command.parameters().doubt() == MailParameters.Doubt.NONE
                            && command.parameters().address().equals(address),
                    "a command is not that of its address");
        }
    }

    private Instant time() throws IOException {
        try {
            return Instant.parse(text(FactsJson.TIME));
        } catch (DateTimeException e) {
            throw new IOException("its time is none", e);
        }
    }

    private BodyType body() throws IOException {
        for (BodyType body : BodyType.values()) {
            if (body.name().toLowerCase(Locale.ROOT).equals(text(FactsJson.BODY))) {
                return body;
            }
        }
        throw new IOException("its body type is none");
    }

    private long checksum() throws IOException {
        String digits = text(FactsJson.CHECKSUM);
        require(digits.length() == 8 && digits.chars().allMatch(HexFormat::isHexDigit), "the checksum is none");
        return HexFormat.fromHexDigitsToLong(digits);
    }

    private String text(String name) {
        return texts.getOrDefault(name, "");
    }

    private static void require(boolean isSo, String otherwise) throws IOException {
        if (!isSo) {
            throw new IOException(otherwise);
        }
    }
}
