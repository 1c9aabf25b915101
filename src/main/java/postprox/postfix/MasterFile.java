package postprox.postfix;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The text of a master.cf that is edited line by line. postconf(1) would move an edited entry behind the comments that follow it, so that
 * nobody could compare the file with what it was. Immutable.
 */
public final class MasterFile {
    /** Fields of an entry in front of its command. */
    private static final int FIELDS = 7;

    private final List<String> lines;

    private MasterFile(List<String> lines) {
        this.lines = List.copyOf(lines);
    }

    /** A file with a given text, with one byte a character. */
    public static MasterFile of(String text) {
        return new MasterFile(text.lines().toList());
    }

    /** The whole text. It ends with a line end, also where the text that was read did not. */
    public String text() {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }

    /** The lines of the text, without line ends. */
    public List<String> lines() {
        return lines;
    }

    /** This file with entries, and comments, at its end. */
    public MasterFile withEntries(List<String> entries) {
        List<String> edited = new ArrayList<>(lines);
        edited.addAll(entries);
        return new MasterFile(edited);
    }

    /**
     * This file with an option at the end of a service's entry. Of two options of one name the last holds.
     *
     * @return empty if the text has no such entry that could be edited: its fields are on several lines, or stand in braces
     */
    public Optional<MasterFile> withOption(Service service, String name, String value) {
        Optional<Entry> entry = find(service);
        if (entry.isEmpty()) {
            return Optional.empty();
        }
        List<String> edited = new ArrayList<>(lines);
        edited.add(entry.get().last + 1, "    -o " + name + "=" + value);
        return Optional.of(new MasterFile(edited));
    }

    /** An entry's first line, and its last one that is neither blank nor a comment. */
    private record Entry(int first, int last) {}

    /** The last entry of a service, which is the one that holds. */
    private Optional<Entry> find(Service service) {
        Optional<Entry> found = Optional.empty();
        for (int i = 0; i < lines.size(); i++) {
            List<String> words = Words.of(lines.get(i));
            if (isBegin(lines.get(i))
                    && words.size() > FIELDS
                    && words.get(0).equals(service.name())
                    && words.get(1).equals(service.type())) {
                found = Optional.of(new Entry(i, lastOf(i)));
            }
        }
        return found;
    }

    /** Blank lines and comments do not end an entry, and a line that begins with white space continues it (master(5)). */
    private int lastOf(int first) {
        int last = first;
        for (int i = first + 1; i < lines.size() && !isBegin(lines.get(i)); i++) {
            if (!isBlankOrComment(lines.get(i))) {
                last = i;
            }
        }
        return last;
    }

    private static boolean isBegin(String line) {
        return !isBlankOrComment(line) && !Character.isWhitespace(line.charAt(0));
    }

    private static boolean isBlankOrComment(String line) {
        return line.isBlank() || line.stripLeading().startsWith("#");
    }
}
