package postprox.filter.hooks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import postprox.filter.CrlfText;
import postprox.filter.http.Payload;
import postprox.filter.http.Pieces;
import postprox.mail.HeaderBlock;
import postprox.spool.SpoolException;
import postprox.spool.SpooledText;
import postprox.text.WireText;
import tools.jackson.core.JsonGenerator;

/**
 * The body of a request as Stalwart writes it. Its scanners read it by types in which little may be missing, so that what postprox does
 * not know has a value that says so.
 *
 * @param payload  the body
 * @param isBodyUtf8 whether the message's body is UTF-8, so that a new one may be made of what the scanner saw
 * @param header   the message's header
 */
record StalwartRequest(Payload payload, boolean isBodyUtf8, HeaderBlock header) {
    private static final int BLOCK_BYTES = 8 * 1024;

    private static final String LOCAL = "127.0.0.1";

    /** No address that a client can have. That of this machine would have scanners trust a stranger. */
    private static final String UNKNOWN = "0.0.0.0";

    private static final int SMTP_PORT = 25;

    /**
     * The request for a message.
     *
     * @throws HeaderBlock.TooLarge if its header is larger than what can be held in memory, as the fields of this request must be
     */
    static StalwartRequest of(Facts facts, SpooledText text) throws IOException {
        HeaderBlock header = HeaderBlock.read(text.again()::read);
        long bodyAt = bodyAt(text.again(), header.sourceLength());
        long size = CrlfText.size(text);
        byte[] before = JsonWriter.upTo("contents", json -> {
            context(json, facts);
            envelope(json, facts);
            json.writeObjectPropertyStart("message");
            headers(json, header);
            json.writeNumberProperty("size", size);
        });
        EscapedText counted = new EscapedText(text.again(), bodyAt);
        long length = counted.size();
        return new StalwartRequest(
                new Pieces(
                        before,
                        length,
                        () -> new EscapedText(text.again(), bodyAt),
                        "\"}}".getBytes(StandardCharsets.US_ASCII)),
                counted.isUtf8(),
                header);
    }

    /** Where the body begins in the text with CRLF. An empty line in front of it is no part of it. */
    private static long bodyAt(SpooledText text, int headerLength) throws SpoolException {
        byte[] block = new byte[BLOCK_BYTES];
        long left = headerLength;
        long at = 0;
        for (int count = text.read(block); count >= 0; count = text.read(block)) {
            for (int i = 0; i < count; i++) {
                if (left == 0) {
                    return block[i] == '\n' ? at + 2 : at;
                }
                left--;
                at += block[i] == '\n' ? 2 : 1;
            }
        }
        return at;
    }

    private static void context(JsonGenerator json, Facts facts) {
        json.writeObjectPropertyStart("context");
        json.writeStringProperty("stage", "data");
        json.writeObjectPropertyStart("client");
        json.writeStringProperty("ip", facts.ip().orElse(facts.isLocal() ? LOCAL : UNKNOWN));
        json.writeNumberProperty("port", facts.port().orElse(0));
        facts.name().ifPresent(name -> json.writeStringProperty("ptr", name));
        // The documentation says ehlo, the code says helo.
        facts.helo().ifPresent(helo -> {
            json.writeStringProperty("helo", helo);
            json.writeStringProperty("ehlo", helo);
        });
        json.writeNumberProperty("activeConnections", 1);
        json.writeEndObject();
        json.writeObjectPropertyStart("server");
        json.writeStringProperty("name", "postprox");
        json.writeNumberProperty("port", SMTP_PORT);
        json.writeEndObject();
        facts.queue().ifPresent(id -> {
            json.writeObjectPropertyStart("queue");
            json.writeStringProperty("id", id);
            json.writeEndObject();
        });
        json.writeObjectPropertyStart("protocol");
        json.writeNumberProperty("version", 1);
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void envelope(JsonGenerator json, Facts facts) {
        json.writeObjectPropertyStart("envelope");
        json.writeObjectPropertyStart("from");
        json.writeStringProperty("address", facts.sender().orElse(""));
        json.writeEndObject();
        json.writeArrayPropertyStart("to");
        for (String recipient : facts.recipients()) {
            json.writeStartObject();
            json.writeStringProperty("address", recipient);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** Names and values as they stand in the message: a value begins with its blank and ends with its line's end. */
    private static void headers(JsonGenerator json, HeaderBlock header) {
        json.writeArrayPropertyStart("headers");
        for (String field : header.fields()) {
            int colon = field.indexOf(':');
            json.writeStartArray();
            json.writeString(characters(field.substring(0, colon).stripTrailing()));
            json.writeString(characters(field.substring(colon + 1).replace("\n", "\r\n")));
            json.writeEndArray();
        }
        json.writeEndArray();
    }

    /** The characters of a text of the message. What is no UTF-8 becomes U+FFFD. */
    private static String characters(String wire) {
        return new String(WireText.bytes(wire), StandardCharsets.UTF_8);
    }
}
