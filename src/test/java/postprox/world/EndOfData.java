package postprox.world;

import java.util.ArrayList;
import java.util.List;

/**
 * What some server has been found to take for the end of content (SMTP smuggling, CVE-2023-51764 to 51766 and what came
 * after), and everything of its kind: a dot or two between all that could pass for line ends.
 */
final class EndOfData {
    private static final List<String> BEFORE =
            List.of("", "\r", "\n", "\r\n", "\n\r", "\r\r\n", "\n\n", "\r\r", "\0", "\r\n\0", "\n\0", "\r\0\n");

    private static final List<String> AFTER = List.of(
            "", "\r", "\n", "\r\n", "\n\r", "\r\r\n", "\n\n", "\r\r", "\0", "\0\r\n", "\0\n", "\r\0\n", "\r\n\0",
            " \r\n");

    private EndOfData() {}

    /** All variants but the one that is the end. */
    static List<String> variants() {
        List<String> variants = new ArrayList<>();
        for (String before : BEFORE) {
            for (String after : AFTER) {
                for (String dots : List.of(".", "..")) {
                    String variant = before + dots + after;
                    if (!variant.contains("\r\n.\r\n")) {
                        variants.add(variant);
                    }
                }
            }
        }
        return variants;
    }
}
