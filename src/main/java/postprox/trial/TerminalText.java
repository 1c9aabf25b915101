package postprox.trial;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import postprox.text.Characters;

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
        Optional<String> characters = Characters.of(line);
        StringBuilder shown = new StringBuilder(line.length());
        if (characters.isEmpty()) {
            line.chars().forEach(c -> append(shown, (char) c, isControl(c)));
        } else {
            characters.get().codePoints().forEach(c -> {
                String bytes =
                        new String(Character.toString(c).getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
                bytes.chars().forEach(b -> append(shown, (char) b, isControl(c) || Characters.misleads(c)));
            });
        }
        return shown.toString();
    }

    private static boolean isControl(int c) {
        return c != '\t' && Characters.isControl(c);
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
