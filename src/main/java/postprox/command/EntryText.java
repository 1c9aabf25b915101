package postprox.command;

import java.util.ArrayList;
import java.util.List;
import postprox.explain.Entry;
import postprox.explain.Page;

/** An entry of docs/TROUBLESHOOTING.md, as a text for a terminal. */
final class EntryText {
    private static final String INDENT = "    ";
    private static final int WIDTH = 92;

    private EntryText() {}

    /** The entry, with what it says of the reason that a line has. */
    static String of(Entry entry, String line) {
        StringBuilder text = new StringBuilder(plain(entry.title())).append("\n\n");
        for (Entry row : Page.rows(entry, line)) {
            paragraph(text, plain(row.title()) + ":");
            paragraph(text, plain(String.join(" ", row.text())));
            text.append('\n');
        }
        List<String> paragraph = new ArrayList<>();
        for (String one : entry.text()) {
            // Code keeps its lines, and an item of a list begins one.
            if (one.isBlank() || one.startsWith(INDENT) || one.startsWith("- ")) {
                paragraph(text, plain(String.join(" ", paragraph)));
                paragraph.clear();
            }
            if (one.isBlank()) {
                blankLine(text);
            } else if (one.startsWith(INDENT)) {
                text.append(INDENT).append(one).append('\n');
            } else {
                paragraph.add(one.strip());
            }
        }
        paragraph(text, plain(String.join(" ", paragraph)));
        return text.toString().stripTrailing() + "\n";
    }

    private static void blankLine(StringBuilder text) {
        if (text.length() > 1 && text.charAt(text.length() - 2) != '\n') {
            text.append('\n');
        }
    }

    private static void paragraph(StringBuilder text, String words) {
        int column = 0;
        for (String word : words.split(" ", -1)) {
            if (word.isEmpty()) {
                continue;
            }
            if (column > 0 && column + 1 + word.length() > WIDTH) {
                text.append('\n');
                column = 0;
            }
            text.append(column == 0 ? INDENT : " ").append(word);
            column += word.length() + 1;
        }
        if (column > 0) {
            text.append('\n');
        }
    }

    /** The text without links: of {@code [words](place)} the words stay. */
    private static String plain(String markdown) {
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (at < markdown.length()) {
            int middle = markdown.charAt(at) == '[' ? markdown.indexOf("](", at) : -1;
            int end = middle < 0 ? -1 : markdown.indexOf(')', middle);
            if (end < 0) {
                text.append(markdown.charAt(at++));
            } else {
                text.append(markdown, at + 1, middle);
                at = end + 1;
            }
        }
        return text.toString();
    }
}
