package postprox.config;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import postprox.posix.PathText;

/**
 * A configuration file, in the form of Postfix's main.cf. Each line is {@code name = value}. A line that begins with white space
 * continues the line above it. Empty lines and lines that begin with # are skipped. A line {@code [filter NAME]} begins the settings
 * of a filter ({@link FilterSection}). A value has one character for each byte.
 */
public final class ConfigFile {
    private final String name;
    private final List<Option<?>> allowed;
    private final Map<Option<?>, List<Value>> values = new LinkedHashMap<>();
    private final List<String> complaints = new ArrayList<>();
    private final List<FilterSection> sections = new ArrayList<>();

    private ConfigFile(String name) {
        this.name = name;
        this.allowed = Options.of(Usage.SERVE).stream().filter(Option::isInFile).toList();
    }

    /**
     * Reads a file.
     *
     * @throws UsageException if the file cannot be read; mistakes in the file are {@link #complaints}
     */
    public static ConfigFile read(String name) throws UsageException {
        return read(name, "--config");
    }

    /**
     * Reads a file, as {@link #read(String)} does.
     *
     * @param namedBy the option or the command that names the file, for the message if it cannot be read
     */
    public static ConfigFile read(String name, String namedBy) throws UsageException {
        ConfigFile file = new ConfigFile(name);
        file.readLines(content(name, namedBy));
        file.addFilters();
        file.complaints.sort(Comparator.comparingInt(file::lineOf));
        return file;
    }

    /** All mistakes in the file, in the order of the lines, each with the names of file and line. */
    public List<String> complaints() {
        return List.copyOf(complaints);
    }

    /**
     * The values in the file.
     *
     * @throws UsageException if there is a mistake in the file
     */
    Map<Option<?>, List<Value>> values() throws UsageException {
        if (!complaints.isEmpty()) {
            int more = complaints.size() - 1;
            throw new UsageException(complaints.getFirst()
                    + (more == 0 ? "" : " (and " + more + " more: postprox config check " + name + ")"));
        }
        return values;
    }

    /** A configuration that has the values of this file and no others. */
    public Configuration configuration() throws UsageException {
        return new Configuration(values());
    }

    private static String content(String name, String namedBy) throws UsageException {
        String trouble;
        try {
            return SmallFile.read(PathText.path(name));
        } catch (InvalidPathException e) {
            trouble = "the path cannot be used in this locale";
        } catch (NoSuchFileException e) {
            trouble = "there is no such file";
        } catch (AccessDeniedException e) {
            trouble = "no permission to read it";
        } catch (IOException e) {
            trouble = String.valueOf(e.getMessage());
        }
        throw new UsageException(namedBy + ": cannot read " + name + ": " + trouble);
    }

    private void readLines(String content) {
        StringBuilder line = new StringBuilder();
        int first = 0;
        int number = 0;
        for (String next : content.split("\n", -1)) {
            number++;
            String words = next.strip();
            if (words.isEmpty() || words.startsWith("#")) {
                continue;
            }
            if (Character.isWhitespace(next.charAt(0))) {
                line.append(' ').append(words);
            } else {
                read(line.toString(), first);
                line.setLength(0);
                line.append(words);
                first = number;
            }
        }
        read(line.toString(), first);
    }

    private void read(String line, int number) {
        if (line.isEmpty()) {
            return;
        }
        String place = name + ":" + number;
        int equals = line.indexOf('=');
        if (number == 0) {
            complain(name + ":1", "the first line begins with white space, as one does that continues another");
        } else if (line.startsWith("[")) {
            beginSection(place, line);
        } else if (line.indexOf('\0') >= 0) {
            complain(place, "there is a NUL byte in this line");
        } else if (equals < 0) {
            complain(place, "'" + line + "': a line is written name = value");
        } else {
            set(
                    place,
                    line.substring(0, equals).strip(),
                    line.substring(equals + 1).strip());
        }
    }

    private void beginSection(String place, String line) {
        Optional<FilterSection> section = FilterSection.begin(place, line);
        if (section.isEmpty()) {
            complain(place, "'" + line + "': a section is written [filter NAME], NAME with letters, digits, - and _");
            return;
        }
        for (FilterSection other : sections) {
            if (other.name().equals(section.get().name())) {
                complain(place, line + " is there a second time, after " + other.place());
            }
        }
        sections.add(section.get());
    }

    /** Adds the filters of the sections to the values, behind one that a line outside the sections declares. */
    private void addFilters() {
        List<Value> filters = new ArrayList<>(values.getOrDefault(FilterOptions.FILTER, List.of()));
        for (FilterSection section : sections) {
            section.value(complaints).ifPresent(filters::add);
        }
        if (!filters.isEmpty()) {
            values.put(FilterOptions.FILTER, filters);
        }
    }

    private void set(String place, String name, String text) {
        if (!sections.isEmpty()) {
            sections.getLast().set(place, name, text, complaints);
            return;
        }
        Optional<Option<?>> option = Option.named(name, allowed);
        if (option.isEmpty()) {
            complain(place, "there is no setting '" + name + "'" + hint(name));
        } else {
            set(option.get(), new Value(text, place, place + ": " + name));
        }
    }

    private void set(Option<?> option, Value value) {
        List<Value> before = values.getOrDefault(Alias.meant(option), List.of());
        if (!before.isEmpty()) {
            complain(
                    value.place(),
                    option.name() + " is set a second time, after "
                            + before.getFirst().place());
            return;
        }
        values.put(Alias.meant(option), List.of(Alias.meant(option, value)));
        try {
            var _ = value.checkedFor(option);
        } catch (UsageException e) {
            complaints.add(e.getMessage());
        }
    }

    private String hint(String name) {
        return Options.lettered(name, allowed)
                .map(Option::name)
                .or(() -> Nearest.to(name, allowed.stream().map(Option::name).toList()))
                .map(meant -> "; did you mean " + meant + "?")
                .orElse("; postprox config show lists all");
    }

    /** The number of the line that a complaint names. */
    private int lineOf(String complaint) {
        int start = name.length() + 1;
        return Integer.parseInt(complaint.substring(start, complaint.indexOf(':', start)));
    }

    private void complain(String place, String what) {
        complaints.add(place + ": " + what);
    }
}
