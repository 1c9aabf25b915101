package postprox.journal;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * The files that logrotate(8) has made of a log, the latest first: FILE.1, FILE.2.gz and so on, then those with a date in their name
 * (dateext), such as FILE-20260301.gz. With delaycompress the first of them is not packed. Each is looked for when it is asked for, since a
 * rotation meanwhile gives it another name. Not thread-safe.
 */
final class RotatedFiles implements Iterator<Path> {
    private static final int MOST_FILES = 1000;
    private static final String PACKED = ".gz";

    /** Dates of logrotate(8) have a year, a month and a day. Its dateformat may add the time. */
    private static final int LEAST_DIGITS = 8;

    private final Path file;
    private int number;
    private Optional<Iterator<Path>> dated = Optional.empty();
    private Optional<Path> next = Optional.empty();

    RotatedFiles(Path file) {
        this.file = file;
    }

    static boolean isPacked(Path rotated) {
        return rotated.toString().endsWith(PACKED);
    }

    @Override
    public boolean hasNext() {
        if (next.isEmpty()) {
            next = find();
        }
        return next.isPresent();
    }

    @Override
    public Path next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Path found = next.orElseThrow();
        next = Optional.empty();
        return found;
    }

    private Optional<Path> find() {
        if (dated.isEmpty()) {
            Optional<Path> numbered = numbered();
            if (numbered.isPresent()) {
                return numbered;
            }
            dated = Optional.of(dated().iterator());
        }
        return dated.filter(Iterator::hasNext).map(Iterator::next);
    }

    private Optional<Path> numbered() {
        number++;
        if (number > MOST_FILES) {
            return Optional.empty();
        }
        Path plain = file.resolveSibling(file.getFileName() + "." + number);
        Path packed = file.resolveSibling(plain.getFileName() + PACKED);
        return List.of(plain, packed).stream().filter(Files::exists).findFirst();
    }

    /** Those with a date. Who may not read the directory knows none of them. */
    private List<Path> dated() {
        String name = String.valueOf(file.getFileName());
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(
                file.toAbsolutePath().resolveSibling(""), one -> isDated(name, String.valueOf(one.getFileName())))) {
            all.forEach(one -> found.add(file.resolveSibling(one.getFileName())));
        } catch (IOException e) {
            return List.of();
        }
        found.sort(Comparator.comparing(Path::toString).reversed());
        return found.subList(0, Math.min(found.size(), MOST_FILES));
    }

    private static boolean isDated(String name, String other) {
        String plain = other.endsWith(PACKED) ? other.substring(0, other.length() - PACKED.length()) : other;
        if (!plain.startsWith(name + "-")) {
            return false;
        }
        String date = plain.substring(name.length() + 1);
        return date.length() >= LEAST_DIGITS
                && date.chars().allMatch(c -> c >= '0' && c <= '9' || c == '-')
                && date.substring(0, LEAST_DIGITS).indexOf('-') < 0;
    }
}
