package postprox.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads the entries of docs/TROUBLESHOOTING.md. Its form is that of this one page. Not thread-safe. */
final class PageReader {
    private static final String SECTION = "## ";
    private static final String HEADING = "### ";
    private static final String ROW = "| ";
    private static final String CODE_ROW = "| `";
    private static final String COLUMN = " | ";
    private static final String OF_POSTFIX = "Postfix says: ";

    private final List<Entry> entries = new ArrayList<>();
    private final List<String> text = new ArrayList<>();
    private final List<Entry> rows = new ArrayList<>();
    private String section = "";
    private String title = "";

    private PageReader() {}

    static List<Entry> read(Stream<String> lines) {
        PageReader reader = new PageReader();
        lines.forEach(reader::take);
        reader.endEntry();
        return reader.entries;
    }

    private void take(String line) {
        if (line.startsWith(SECTION)) {
            endEntry();
            section = line.substring(SECTION.length());
        } else if (line.startsWith(HEADING)) {
            endEntry();
            title = line.substring(HEADING.length());
        } else if (line.startsWith(CODE_ROW) && line.contains(COLUMN)) {
            row(line);
        } else if (!line.startsWith("|") && !title.isEmpty()) {
            text.add(line);
        }
    }

    private void row(String line) {
        int end = line.indexOf(COLUMN, ROW.length());
        String first = line.substring(ROW.length(), end);
        String second = line.substring(end + COLUMN.length());
        Entry row = new Entry(
                section,
                first,
                wordings(first),
                List.of(
                        second.endsWith("|")
                                ? second.substring(0, second.length() - 1).strip()
                                : second),
                List.of());
        if (title.isEmpty()) {
            entries.add(row);
        } else {
            rows.add(row);
        }
    }

    private void endEntry() {
        if (!title.isEmpty()) {
            entries.add(new Entry(section, title, wordings(title), text, rows));
        }
        title = "";
        text.clear();
        rows.clear();
    }

    /**
     * The wordings in a title: what stands between backticks, with a reason that may stand behind the last of them, as in
     * {@code `cannot listen on ...`: Permission denied}.
     */
    private static List<Wording> wordings(String title) {
        if (title.startsWith(OF_POSTFIX)) {
            return List.of(Wording.of(title.substring(OF_POSTFIX.length())));
        }
        List<Wording> wordings = new ArrayList<>();
        int at = title.indexOf('`');
        while (at >= 0) {
            int end = title.indexOf('`', at + 1);
            if (end < 0) {
                break;
            }
            String behind = title.substring(end + 1);
            String reason = behind.startsWith(": ") && behind.indexOf('`') < 0 ? behind : "";
            wordings.add(Wording.of(title.substring(at + 1, end) + reason));
            at = title.indexOf('`', end + 1);
        }
        return wordings;
    }
}
