package postprox.text;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What the bytes of strangers mean to those who read them as UTF-8. */
public final class Characters {
    private Characters() {}

    /** The characters of a text of one byte a character; none where its bytes are not UTF-8. */
    public static Optional<String> of(String bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(WireText.bytes(bytes)))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** A control character. On some terminals U+009B, or the lone byte, begins an escape sequence as ESC does. */
    public static boolean isControl(int c) {
        return c < ' ' || c >= 127 && c < 0xA0;
    }

    /**
     * One that ends a line or a paragraph, or turns the direction of the text after it, so that a line reads as it is not
     * (Unicode Standard Annex 9, CVE-2021-42574).
     */
    public static boolean misleads(int c) {
        return c == 0x061C || c == 0x200E || c == 0x200F || c >= 0x2028 && c <= 0x202E || c >= 0x2066 && c <= 0x2069;
    }
}
