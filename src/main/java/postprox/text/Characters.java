package postprox.text;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The characters that bytes from a client stand for in UTF-8, and those among them that can mislead a reader. */
public final class Characters {
    private Characters() {}

    /** The characters of a text that has one byte a character; empty if its bytes are not UTF-8. */
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

    /**
     * Whether a character is a control. On some terminals U+009B, or the single byte 9B, begins an escape sequence as ESC does.
     */
    public static boolean isControl(int c) {
        return c < ' ' || c >= 127 && c < 0xA0;
    }

    /**
     * Whether a character ends a line or a paragraph, or changes the direction of the text after it, so that a line reads
     * differently from what it is (Unicode Standard Annex 9, CVE-2021-42574).
     */
    public static boolean misleads(int c) {
        return c == 0x061C || c == 0x200E || c == 0x200F || c >= 0x2028 && c <= 0x202E || c >= 0x2066 && c <= 0x2069;
    }
}
