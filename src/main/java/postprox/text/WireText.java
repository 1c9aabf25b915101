package postprox.text;

import java.nio.charset.StandardCharsets;

/**
 * Text as it is on the wire. SMTP prescribes no character set, and postprox passes text on byte for byte. So a string from the
 * wire holds one byte a character (ISO 8859-1): reading and writing it loses no byte, whatever character set its author used.
 */
public final class WireText {
    private static final String CUT_MARK = "...";

    private WireText() {}

    /** The text of some bytes. */
    public static String of(byte[] bytes, int offset, int length) {
        return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
    }

    /** The bytes of a text. */
    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /**
     * The text with a question mark for each byte of a control character, as in Postfix (printable(3)). The result cannot end a
     * line, move a cursor or end a C string. All other bytes from 128 up stay.
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

    /**
     * The length of a control character of two or three bytes in UTF-8: U+0080 to U+009F, and the line and paragraph separators
     * U+2028 and U+2029.
     *
     * @return 0 if no such character is at this index
     */
    private static int lengthOfWideControl(CharSequence text, int at) {
        char next = at + 1 < text.length() ? text.charAt(at + 1) : 0;
        if (text.charAt(at) == 0xC2) {
            return next >= 0x80 && next <= 0x9F ? 2 : 0;
        }
        char last = at + 2 < text.length() ? text.charAt(at + 2) : 0;
        return text.charAt(at) == 0xE2 && next == 0x80 && (last == 0xA8 || last == 0xA9) ? 3 : 0;
    }

    /**
     * Whether a text is a whole number, in the digits of US-ASCII alone: Java reads a sign too, and the digits of other scripts.
     *
     * @param mostDigits the most digits that it may have
     */
    public static boolean isNumber(String text, int mostDigits) {
        return !text.isEmpty() && text.length() <= mostDigits && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** The text with a question mark for each byte that is not printable US-ASCII. */
    public static String ascii(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            clean.append(isControl(c) || c > '~' ? '?' : c);
        }
        return clean.toString();
    }

    /**
     * The text in at most a number of bytes. A text that was cut ends in a mark. Otherwise a client could choose a long name
     * whose beginning, up to the cut, is a name of the administrator's.
     *
     * @param maxBytes the maximum length, with the mark
     */
    public static String shorten(String text, int maxBytes) {
        return text.length() <= maxBytes ? text : cut(text, maxBytes - CUT_MARK.length()) + CUT_MARK;
    }

    /** The longest beginning of a text that has at most a number of bytes and does not end within a UTF-8 character. */
    public static String cut(String text, int maxBytes) {
        if (text.length() <= maxBytes) {
            return text;
        }
        return text.substring(0, isContinuation(text.charAt(maxBytes)) ? startOfCharacter(text, maxBytes) : maxBytes);
    }

    /** The start of the UTF-8 character that a cut would divide; the cut itself if it would divide none. */
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

    /** The number of bytes of the UTF-8 character that begins with this byte (RFC 3629 section 3). */
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
