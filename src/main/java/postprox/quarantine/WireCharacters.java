package postprox.quarantine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import postprox.text.SurrogateEscape;
import postprox.text.WireText;

/**
 * Text of the wire, which has one byte a character, as characters for JSON, and back without a loss. Bytes that are UTF-8 become the
 * characters that they spell, and each other byte becomes a lone surrogate ({@link SurrogateEscape}), so that each text has its bytes back.
 */
final class WireCharacters {
    private WireCharacters() {}

    static String of(String wire) {
        ByteBuffer bytes = ByteBuffer.wrap(WireText.bytes(wire));
        CharBuffer characters = CharBuffer.allocate(bytes.remaining());
        CharsetDecoder utf8 = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        while (utf8.decode(bytes, characters, true).isError()) {
            characters.put(SurrogateEscape.of(bytes.get()));
            utf8.reset();
        }
        return characters.flip().toString();
    }

    /**
     * The text of the wire.
     *
     * @throws IOException if the characters are none that {@link #of} makes
     */
    static String wire(String characters) throws IOException {
        String text = SurrogateEscape.wire(characters);
        if (!of(text).equals(characters)) {
            throw new IOException("a text has characters that stand for no bytes");
        }
        return text;
    }
}
