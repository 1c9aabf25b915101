package postprox.text;

import java.nio.charset.StandardCharsets;

/**
 * Bytes among characters: a byte from 128 up that spells none becomes a lone surrogate from U+DC80 to U+DCFF, as in Python (PEP 383). No UTF-8
 * spells one, so that the bytes can be had back.
 */
public final class SurrogateEscape {
    private static final char BEYOND = '\uDC00';
    private static final int ASCII = 128;
    private static final int BYTE = 256;

    private SurrogateEscape() {}

    /** The character for a byte from 128 up, which is negative in Java. */
    public static char of(byte one) {
        return (char) (BEYOND + (one & 0xFF));
    }

    /** The text of the wire: characters in UTF-8, and each such surrogate as its byte. Other lone surrogates become question marks. */
    public static String wire(String characters) {
        StringBuilder wire = new StringBuilder(characters.length());
        for (int at = 0; at < characters.length(); ) {
            int c = characters.codePointAt(at);
            at += Character.charCount(c);
            if (c < ASCII) {
                wire.append((char) c);
            } else if (c >= BEYOND + ASCII && c < BEYOND + BYTE) {
                wire.append((char) (c - BEYOND));
            } else {
                byte[] utf8 = Character.toString(c).getBytes(StandardCharsets.UTF_8);
                wire.append(WireText.of(utf8, 0, utf8.length));
            }
        }
        return wire.toString();
    }
}
