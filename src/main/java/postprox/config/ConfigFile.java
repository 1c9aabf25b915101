package postprox.config;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import postprox.posix.PathText;

/**
 * A configuration file, in the form of Postfix's main.cf. Each line is {@code name = value}. A line that begins with white space
 * continues the line above it. Empty lines and lines that begin with # are skipped. A value has one character for each byte.
 */
public final class ConfigFile {
    private final String name;
    private final List<Option<?>> allowed;
    private final Map<Option<?>, List<Value>> values = new LinkedHashMap<>();
    private final List<String> complaints = new ArrayList<>();

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
        ConfigFile file = new ConfigFile(name);
        file.readLines(content(name));
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

    private static String content(String name) throws UsageException {
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
        throw new UsageException("--config: cannot read " + name + ": " + trouble);
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
            complain(place, "'" + line + "': there are no sections here");
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

    private void set(String place, String name, String text) {
        Optional<Option<?>> option = Options.named(name, allowed);
        if (option.isEmpty()) {
            complain(place, "there is no setting '" + name + "'" + hint(name));
        } else if (values.containsKey(option.get())) {
            complain(
                    place,
                    name + " is set a second time, after "
                            + values.get(option.get()).getFirst().place());
        } else {
            Value value = new Value(text, place, place + ": " + name);
            values.put(option.get(), List.of(value));
            try {
                var _ = value.checkedFor(option.get());
            } catch (UsageException e) {
                complaints.add(e.getMessage());
            }
        }
    }

    private String hint(String name) {
        return Options.lettered(name, allowed)
                .map(Option::name)
                .or(() -> Nearest.to(name, allowed.stream().map(Option::name).toList()))
                .map(meant -> "; did you mean " + meant + "?")
                .orElse("; postprox config show lists all");
    }

    private void complain(String place, String what) {
        complaints.add(place + ": " + what);
    }
}
