package postprox.text;

import java.nio.charset.StandardCharsets;

/**
 * Text as it is on the wire. SMTP fixes no character set, and what passes must pass byte for byte, so a string of ours
 * holds one byte a character (ISO 8859-1): reading and writing it loses nothing, whatever its author meant by it.
 */
public final class WireText {
    private static final String CUT_MARK = "...";

    private WireText() {}

    public static String of(byte[] bytes, int offset, int length) {
        return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /**
     * The text with each byte of a control character replaced by a question mark, as Postfix does it (printable(3)): what is
     * left cannot end a line, move a cursor or end a C string. All other bytes from 128 up stay.
     */
    public static String printable(CharSequence text) {
        StringBuilder clean = new StringBuilder(text.length());
        for (int at = 0; at < text.length(); ) {
            char c = text.charAt(at);
            int wide = c > '~' ? lengthOfWideControl(text, at) : 0;
            if (wide > 0) {
                clean.repeat('?', wide);
                at += wide;
            } else {
                clean.append(isControl(c) ? '?' : c);
                at++;
            }
        }
        return clean.toString();
    }

    /** In UTF-8, the controls U+0080 to U+009F, and the ends of line and paragraph, U+2028 and U+2029; 0 for all else. */
    private static int lengthOfWideControl(CharSequence text, int at) {
        char next = at + 1 < text.length() ? text.charAt(at + 1) : 0;
        if (text.charAt(at) == 0xC2) {
            return next >= 0x80 && next <= 0x9F ? 2 : 0;
        }
        char last = at + 2 < text.length() ? text.charAt(at + 2) : 0;
        return text.charAt(at) == 0xE2 && next == 0x80 && (last == 0xA8 || last == 0xA9) ? 3 : 0;
    }

    /** The text in printable US-ASCII alone, everything else replaced by a question mark. */
    public static String ascii(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            clean.append(isControl(c) || c > '~' ? '?' : c);
        }
        return clean.toString();
    }

    /**
     * The text in at most {@code most} bytes. One that was cut ends in a mark, so that it passes for nothing else: a stranger
     * could put a name of yours where the cut goes.
     */
    public static String shorten(String text, int most) {
        return text.length() <= most ? text : cut(text, most - CUT_MARK.length()) + CUT_MARK;
    }

    /** The longest beginning of at most {@code limit} bytes that does not end within a UTF-8 character. */
    public static String cut(String text, int limit) {
        if (text.length() <= limit) {
            return text;
        }
        return text.substring(0, isContinuation(text.charAt(limit)) ? startOfCharacter(text, limit) : limit);
    }

    /** Where the character begins that a cut would go through; the cut itself where no character of UTF-8 lies there. */
    private static int startOfCharacter(String text, int cut) {
        for (int start = cut - 1; start >= Math.max(0, cut - 3); start--) {
            if (!isContinuation(text.charAt(start))) {
                return start + lengthOfCharacter(text.charAt(start)) > cut ? start : cut;
            }
        }
        return cut;
    }

    private static boolean isContinuation(char c) {
        return (c & 0xC0) == 0x80;
    }

    /** How many bytes the character has that this byte leads (RFC 3629 section 3). */
    private static int lengthOfCharacter(char lead) {
        if (lead < 0xC0) {
            return 1;
        }
        return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    }

    private static boolean isControl(char c) {
        return c < ' ' || c == 127;
    }
}
