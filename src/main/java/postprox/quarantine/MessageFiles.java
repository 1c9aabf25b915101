package postprox.quarantine;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The files of a message in the quarantine. Its two files stand in a directory for the day (UTC) on which it was kept aside. Until
 * both are whole they have other names.
 *
 * @param day the directory
 * @param id  the message's name, with which the files' names begin
 */
record MessageFiles(Path day, String id) {
    private static final int DIGITS = 12;

    /** The number of names, which is less than 2^63. */
    private static final long NAMES = 4_738_381_338_321_616_896L;

    /** A file of a message, by the ending of its name. */
    enum Part {
        /** The message's text, with LF at the end of each line. */
        TEXT(".eml"),
        /** The facts about it, in JSON. Without this file no message is complete. */
        FACTS(".json"),
        NEW_TEXT(".eml.tmp"),
        NEW_FACTS(".json.tmp");

        private final String ending;

        Part(String ending) {
            this.ending = ending;
        }
    }

    /** The files of a new message, whose name no message has had before. */
    static MessageFiles ofNew(Path day) {
        String digits = Long.toString(ThreadLocalRandom.current().nextLong(NAMES), Character.MAX_RADIX);
        return new MessageFiles(day, "0".repeat(DIGITS - digits.length()) + digits);
    }

    /** Whether a text can be a message's name: it is no path, and the same in each locale. */
    static boolean isId(String text) {
        return text.length() == DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'z');
    }

    /** The name of the message to which a file belongs; empty if it is a file of no message. */
    static Optional<String> idOf(String file) {
        return file.length() > DIGITS
                        && isId(file.substring(0, DIGITS))
                        && partOf(file).isPresent()
                ? Optional.of(file.substring(0, DIGITS))
                : Optional.empty();
    }

    static Optional<Part> partOf(String file) {
        for (Part part : Part.values()) {
            if (file.length() == DIGITS + part.ending.length() && file.endsWith(part.ending)) {
                return Optional.of(part);
            }
        }
        return Optional.empty();
    }

    Path path(Part part) {
        return day.resolve(id + part.ending);
    }

    /** The files that are there. A file that gets its name at this moment is not missed, since its earlier name is looked for first. */
    Set<Part> present() {
        Set<Part> present = EnumSet.noneOf(Part.class);
        for (Part part : new Part[] {Part.NEW_FACTS, Part.NEW_TEXT, Part.TEXT, Part.FACTS}) {
            if (Files.exists(path(part), LinkOption.NOFOLLOW_LINKS)) {
                present.add(part);
            }
        }
        return present;
    }

    /** The day of a directory; empty if its name is none. */
    static Optional<LocalDate> dateOf(Path directory) {
        String name = String.valueOf(directory.getFileName());
        try {
            LocalDate date = LocalDate.parse(name);
            return date.toString().equals(name) ? Optional.of(date) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
