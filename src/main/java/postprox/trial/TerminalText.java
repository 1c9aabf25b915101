package postprox.trial;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import postprox.text.WireText;

/**
 * Text of strangers for somebody's terminal, as cat(1) with -v shows it: what has its way with a terminal or its reader is
 * spelled out. That is the control characters, those of eight bits included, as bytes (0x9B begins an escape sequence as ESC
 * does) and in UTF-8; the ends of line and paragraph of Unicode; and what turns the direction of the text behind it, so that
 * it reads as it is not (Unicode Standard Annex 9, CVE-2021-42574). All else stays, tabs too.
 */
final class TerminalText {
    private TerminalText() {}

    /** One line, one byte a character, before and after. */
    static String shown(String line) {
        Optional<String> characters = decoded(line);
        StringBuilder shown = new StringBuilder(line.length());
        if (characters.isEmpty()) {
            line.chars().forEach(c -> append(shown, (char) c, isControl(c)));
        } else {
            characters.get().codePoints().forEach(c -> {
                String bytes =
                        new String(Character.toString(c).getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
                bytes.chars().forEach(b -> append(shown, (char) b, isControl(c) || isOfDirection(c)));
            });
        }
        return shown.toString();
    }

    private static Optional<String> decoded(String line) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(WireText.bytes(line)))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static boolean isControl(int c) {
        return c < ' ' && c != '\t' || c >= 127 && c < 0xA0;
    }

    private static boolean isOfDirection(int c) {
        return c == 0x061C || c == 0x200E || c == 0x200F || c >= 0x2028 && c <= 0x202E || c >= 0x2066 && c <= 0x2069;
    }

    private static void append(StringBuilder shown, char c, boolean spelled) {
        if (!spelled) {
            shown.append(c);
            return;
        }
        if (c >= 128) {
            shown.append("M-");
        }
        char low = (char) (c & 0x7F);
        if (low < ' ' || low == 127) {
            shown.append('^').append((char) (low ^ 0x40));
        } else {
            shown.append(low);
        }
    }
}
