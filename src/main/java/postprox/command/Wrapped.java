package postprox.command;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Breaks a text into lines between its words. */
final class Wrapped {
    private Wrapped() {}

    /** The lines of a text, each with at most this many characters where its words allow that. */
    static List<String> lines(String text, int width) {
        List<String> lines = new ArrayList<>();
        for (String word : Arrays.asList(text.split(" "))) {
            if (lines.isEmpty() || lines.getLast().length() + 1 + word.length() > width) {
                lines.add(word);
            } else {
                lines.add(lines.removeLast() + " " + word);
            }
        }
        return lines;
    }
}
