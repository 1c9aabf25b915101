package postprox.filter.hooks;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import postprox.filter.CrlfText;
import postprox.filter.http.Payload;
import postprox.filter.http.Pieces;
import postprox.filter.service.Exchange;
import postprox.spool.SpoolException;
import postprox.spool.SpooledText;
import tools.jackson.core.JsonGenerator;

/** The body of a hook's request by draft-degennaro-mta-hooks-01 section 5. */
final class DraftRequest {
    /** What postprox can tell, and all that it offers. The scanner of rspamd wants exactly these. */
    static final List<String> PROPERTIES =
            List.of("/stage", "/action", "/timestamp", "/protocol", "/rawMessage", "/envelope", "/queue", "/client");

    /** As many bytes as make a block in Base64. */
    private static final int SOURCE_BYTES = Exchange.BLOCK_BYTES / 4 * 3;

    private DraftRequest() {}

    /**
     * The body, with the message's text as the last member.
     *
     * @param properties those that the scanner wants, as JSON Pointers
     * @param time       when the stage began
     */
    static Payload of(Facts facts, SpooledText text, Set<String> properties, Instant time) throws SpoolException {
        if (!properties.contains("/rawMessage")) {
            return Pieces.of(JsonWriter.object(json -> write(json, facts, properties, time)));
        }
        long bytes = CrlfText.size(text);
        return new Pieces(
                JsonWriter.upTo("rawMessage", json -> write(json, facts, properties, time)),
                (bytes + 2) / 3 * 4,
                () -> base64(text.again()),
                "\"}".getBytes(StandardCharsets.US_ASCII));
    }

    private static void write(JsonGenerator json, Facts facts, Set<String> properties, Instant time) {
        json.writeStringProperty("stage", "data");
        json.writeStringProperty("action", Action.ACCEPT.word());
        if (properties.contains("/timestamp")) {
            json.writeStringProperty(
                    "timestamp", time.truncatedTo(ChronoUnit.SECONDS).toString());
        }
        if (properties.contains("/protocol")) {
            json.writeObjectPropertyStart("protocol");
            json.writeStringProperty("version", "1.0");
            json.writeEndObject();
        }
        if (properties.contains("/envelope")) {
            envelope(json, facts);
        }
        if (properties.contains("/queue")) {
            queue(json, facts.queue());
        }
        if (properties.contains("/client")) {
            client(json, facts);
        }
    }

    private static void envelope(JsonGenerator json, Facts facts) {
        json.writeObjectPropertyStart("envelope");
        json.writeName("from");
        address(json, facts.sender());
        json.writeArrayPropertyStart("to");
        facts.recipients().forEach(recipient -> address(json, Optional.of(recipient)));
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void address(JsonGenerator json, Optional<String> address) {
        json.writeStartObject();
        if (address.isPresent()) {
            json.writeStringProperty("address", address.get());
        } else {
            json.writeNullProperty("address");
        }
        // A filter is not told with which parameters MAIL and RCPT came.
        json.writeObjectPropertyStart("parameters");
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void queue(JsonGenerator json, Optional<String> id) {
        if (id.isEmpty()) {
            json.writeNullProperty("queue");
            return;
        }
        json.writeObjectPropertyStart("queue");
        json.writeStringProperty("id", id.get());
        json.writeEndObject();
    }

    private static void client(JsonGenerator json, Facts facts) {
        if (facts.ip().isEmpty()) {
            json.writeNullProperty("client");
            return;
        }
        json.writeObjectPropertyStart("client");
        json.writeStringProperty("ip", facts.ip().get());
        facts.port().ifPresent(port -> json.writeNumberProperty("port", port));
        facts.name().ifPresent(name -> json.writeStringProperty("ptr", name));
        facts.helo().ifPresent(helo -> json.writeStringProperty("ehlo", helo));
        json.writeEndObject();
    }

    private static Exchange.Blocks base64(SpooledText text) {
        CrlfText lines = new CrlfText(text);
        byte[] source = new byte[SOURCE_BYTES];
        return block -> {
            int count = lines.read(source);
            return count < 0
                    ? -1
                    : Base64.getEncoder().encode(count == source.length ? source : Arrays.copyOf(source, count), block);
        };
    }
}
