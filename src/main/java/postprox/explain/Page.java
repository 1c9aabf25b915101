package postprox.explain;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** The page docs/TROUBLESHOOTING.md, which the program has with it. Immutable. */
public final class Page {
    private static final String FILE = "/postprox/TROUBLESHOOTING.md";

    /** Replies and what is said on standard error stand in tables. A line of the log may hold one of them. */
    private static final String REPLIES = "Replies";

    /** A wording of fewer characters says nothing. */
    private static final int LEAST = 6;

    private static final int NEAREST = 3;
    private static final int LEAST_WORD = 3;

    private final List<Entry> entries;

    private Page(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /** Reads the page. */
    public static Page read() {
        try (InputStream text = Objects.requireNonNull(Page.class.getResourceAsStream(FILE), FILE);
                BufferedReader lines = new BufferedReader(new InputStreamReader(text, StandardCharsets.UTF_8))) {
            return new Page(PageReader.read(lines.lines()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All entries, in the order of the page. */
    public List<Entry> entries() {
        return entries;
    }

    /**
     * The entries that fit a line best: several if they have the same wording, and that of a reply in the line. A text that is no whole
     * line finds the first entry in whose title it stands.
     */
    public List<Entry> find(String line) {
        String small = line.toLowerCase(Locale.ROOT);
        List<Entry> found = new ArrayList<>(
                best(entries.stream().filter(entry -> !isReply(entry)).toList(), small, LEAST));
        found.addAll(best(entries.stream().filter(Page::isReply).toList(), small, LEAST));
        if (found.isEmpty() && small.strip().length() >= LEAST) {
            entries.stream()
                    .filter(entry -> entry.title().toLowerCase(Locale.ROOT).contains(small.strip()))
                    .findFirst()
                    .ifPresent(found::add);
        }
        return found;
    }

    /** The rows of an entry that fit a line best: what the reason in it means. */
    public static List<Entry> rows(Entry entry, String line) {
        return best(entry.rows(), line.toLowerCase(Locale.ROOT), 1);
    }

    private static boolean isReply(Entry entry) {
        return entry.section().equals(REPLIES);
    }

    private static List<Entry> best(List<Entry> among, String small, int least) {
        int most = among.stream().mapToInt(entry -> entry.fit(small)).max().orElse(0);
        return most < least
                ? List.of()
                : among.stream().filter(entry -> entry.fit(small) == most).toList();
    }

    /** The entries that have the most words of a line, if none fits it. */
    public List<Entry> nearest(String line) {
        List<String> words = words(line);
        return entries.stream()
                .filter(entry -> common(words, entry) > 0)
                .sorted(Comparator.comparingLong((Entry entry) -> -common(words, entry)))
                .limit(NEAREST)
                .toList();
    }

    private static long common(List<String> words, Entry entry) {
        List<String> ofEntry = words(entry.title());
        return words.stream().filter(ofEntry::contains).count();
    }

    /** The words of a text that say something, each once. */
    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        for (char c : (text.toLowerCase(Locale.ROOT) + " ").toCharArray()) {
            if (Character.isLetter(c)) {
                word.append(c);
            } else {
                if (word.length() >= LEAST_WORD && !words.contains(word.toString())) {
                    words.add(word.toString());
                }
                word.setLength(0);
            }
        }
        return words;
    }
}
