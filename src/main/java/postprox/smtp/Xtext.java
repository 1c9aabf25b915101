package postprox.smtp;

import java.util.HexFormat;

/** The encoding of values in SMTP parameters: {@code +XX} for a byte (RFC 3461 section 4). */
final class Xtext {
    private Xtext() {}

    /** Decodes a value. A plus sign without two hexadecimal digits stays: Postfix too accepts values that are not encoded. */
    static String decode(String xtext) {
        StringBuilder text = new StringBuilder(xtext.length());
        for (int i = 0; i < xtext.length(); i++) {
            char c = xtext.charAt(i);
            if (c == '+' && digit(xtext, i + 1) >= 0 && digit(xtext, i + 2) >= 0) {
                text.append((char) (digit(xtext, i + 1) * 16 + digit(xtext, i + 2)));
                i += 2;
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    /** Encodes a value. */
    static String encode(String text) {
        StringBuilder xtext = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > ' ' && c <= '~' && c != '+' && c != '=') {
                xtext.append(c);
            } else {
                xtext.append('+').append(HexFormat.of().withUpperCase().toHexDigits((byte) c));
            }
        }
        return xtext.toString();
    }

    private static int digit(String text, int at) {
        return at < text.length() && HexFormat.isHexDigit(text.charAt(at))
                ? HexFormat.fromHexDigit(text.charAt(at))
                : -1;
    }
}
