package postprox.simulation;

import java.util.Locale;

/** Bytes made readable. */
final class Wording {
    private static final int MOST = 400;

    private Wording() {}

    static String quoted(String bytes) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(bytes.length(), MOST); i++) {
            char c = bytes.charAt(i);
            switch (c) {
                case '\r' -> text.append("\\r");
                case '\n' -> text.append("\\n");
                default ->
                    text.append(
                            c >= ' ' && c < 127 ? String.valueOf(c) : String.format(Locale.ROOT, "\\x%02x", (int) c));
            }
        }
        return bytes.length() > MOST ? text + "... (" + bytes.length() + " bytes)" : text.toString();
    }
}
