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

    /** What is an end for one who clears the eighth bit: a dot between line ends, each octet with the bit and without. */
    static List<String> withEighthBit() {
        List<String> ends = List.of("", "\r", "\u008d", "\n", "\u008a", "\r\n", "\u008d\n", "\r\u008a", "\u008d\u008a");
        List<String> variants = new ArrayList<>();
        for (String before : ends) {
            for (String dot : List.of(".", "\u00ae")) {
                for (String after : ends) {
                    variants.add(before + dot + after);
                }
            }
        }
        variants.removeIf(variant -> variant.chars().allMatch(octet -> octet < 0x80));
        return variants;
    }

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
