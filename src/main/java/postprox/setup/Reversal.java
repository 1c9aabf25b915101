package postprox.setup;

import com.github.difflib.DiffUtils;
import com.github.difflib.patch.AbstractDelta;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes an edit of a text back, also if somebody has edited other lines of that text since.
 *
 * @param text   the text without the edit, as far as the edit was found
 * @param found  how many places of the edit were found
 * @param missed the lines of the edit that were not found, or were found more than once
 */
record Reversal(String text, int found, List<String> missed) {
    /**
     * Takes an edit back.
     *
     * @param before the text before the edit
     * @param after  the text behind it
     * @param now    the text as it is now
     */
    static Reversal of(String before, String after, String now) {
        List<String> edited = after.lines().toList();
        List<String> lines = new ArrayList<>(now.lines().toList());
        List<String> missed = new ArrayList<>();
        int found = 0;
        for (AbstractDelta<String> delta :
                DiffUtils.diff(before.lines().toList(), edited).getDeltas()) {
            List<String> ours = delta.getTarget().getLines();
            int position = delta.getTarget().getPosition();
            // The line in front tells the same option of two entries apart.
            List<String> context = position > 0 ? List.of(edited.get(position - 1)) : List.of();
            int at = onlyPlace(lines, context, ours);
            if (at < 0) {
                missed.addAll(ours);
            } else {
                List<String> place = lines.subList(at, at + ours.size());
                place.clear();
                lines.addAll(at, delta.getSource().getLines());
                found++;
            }
        }
        return new Reversal(lines.isEmpty() ? "" : String.join("\n", lines) + "\n", found, missed);
    }

    /** Where lines stand behind their context, or else where they stand at all; -1 if that is nowhere, or at more than one place. */
    private static int onlyPlace(List<String> text, List<String> context, List<String> lines) {
        List<String> both = new ArrayList<>(context);
        both.addAll(lines);
        int exact = onlyPlace(text, both);
        return exact >= 0 ? exact + context.size() : onlyPlace(text, lines);
    }

    private static int onlyPlace(List<String> text, List<String> lines) {
        int found = -1;
        for (int i = 0; i + lines.size() <= text.size(); i++) {
            if (text.subList(i, i + lines.size()).equals(lines)) {
                if (found >= 0) {
                    return -1;
                }
                found = i;
            }
        }
        return found;
    }
}
