package postprox.trial;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import postprox.text.Characters;

/**
 * Makes a stranger's text safe for a terminal. Characters that could control the terminal or deceive its reader are spelled out,
 * as cat(1) with -v does. These are control characters, also those above 127, as bytes (0x9B begins an escape sequence as ESC
 * does) and in UTF-8; Unicode's line and paragraph separators; and characters that reverse the direction of the text after them,
 * so that it seems to say other words (Unicode Standard Annex 9, CVE-2021-42574). Other characters stay, tabs too.
 */
public final class TerminalText {
    private TerminalText() {}

    /** Makes one line safe. Text and result have one byte a character. */
    public static String shown(String line) {
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
