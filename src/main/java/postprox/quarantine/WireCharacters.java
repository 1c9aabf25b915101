package postprox.quarantine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import postprox.text.WireText;

/**
 * Text of the wire, which has one byte a character, as characters for JSON, and back without a loss. Bytes that are UTF-8 become the
 * characters that they spell. Each other byte becomes a lone surrogate from U+DC80 to U+DCFF, as in Python (PEP 383): no UTF-8 spells
 * one, so that each text has its bytes back.
 */
final class WireCharacters {
    private static final char BEYOND = '\uDC00';

    private static final String NOT_OURS = "a text has characters that stand for no bytes";

    private WireCharacters() {}

    static String of(String wire) {
        ByteBuffer bytes = ByteBuffer.wrap(WireText.bytes(wire));
        CharBuffer characters = CharBuffer.allocate(bytes.remaining());
        CharsetDecoder utf8 = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        while (utf8.decode(bytes, characters, true).isError()) {
            characters.put((char) (BEYOND + (bytes.get() & 0xFF)));
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
        StringBuilder wire = new StringBuilder(characters.length());
        for (int at = 0; at < characters.length(); ) {
            int c = characters.codePointAt(at);
            at += Character.charCount(c);
            if (c > BEYOND + 0x7F && c <= BEYOND + 0xFF) {
                wire.append((char) (c - BEYOND));
            } else if (Character.MIN_SURROGATE <= c && c <= Character.MAX_SURROGATE) {
                throw new IOException(NOT_OURS);
            } else {
                wire.append(new String(
                        Character.toString(c).getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
            }
        }
        String text = wire.toString();
        if (!of(text).equals(characters)) {
            throw new IOException(NOT_OURS);
        }
        return text;
    }
}
