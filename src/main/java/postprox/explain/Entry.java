package postprox.explain;

import java.util.List;

/**
 * An entry of the page: one of its headings with the text below it, or a row of a table that belongs to none.
 *
 * @param section  the title of the part of the page where it stands
 * @param title    the wordings as the page shows them
 * @param wordings the same, to be looked for
 * @param text     what the page says, without tables
 * @param rows     the rows of the tables in it, about what may stand at {@code ...}
 */
public record Entry(String section, String title, List<Wording> wordings, List<String> text, List<Entry> rows) {
    public Entry {
        wordings = List.copyOf(wordings);
        text = List.copyOf(text);
        rows = List.copyOf(rows);
    }

    /** How well a line fits, in characters that are the same; 0 if it does not. */
    int fit(String small) {
        return wordings.stream().mapToInt(wording -> wording.fit(small)).max().orElse(0);
    }
}
