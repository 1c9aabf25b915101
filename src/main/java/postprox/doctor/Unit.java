package postprox.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A unit of systemd(1) with its drop-ins, read from its files, since systemctl(1) knows nothing where systemd does not run. */
final class Unit {
    private final Map<String, List<String>> values = new LinkedHashMap<>();

    private Unit() {}

    /** Reads a unit; it has no values if there is no such unit. */
    static Unit read(List<Path> directories, String name) throws IOException {
        Unit unit = new Unit();
        for (Path directory : directories) {
            if (Files.isRegularFile(directory.resolve(name))) {
                unit.add(directory.resolve(name));
                break;
            }
        }
        for (Path directory : directories.reversed()) {
            Path extra = directory.resolve(name + ".d");
            if (Files.isDirectory(extra)) {
                try (Stream<Path> files = Files.list(extra)) {
                    for (Path file : files.sorted().toList()) {
                        unit.add(file);
                    }
                }
            }
        }
        return unit;
    }

    private void add(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1).replace("\\\n", " ");
        for (String line : text.lines().toList()) {
            int is = line.indexOf('=');
            if (is > 0 && !line.startsWith("#") && !line.startsWith(";")) {
                String name = line.substring(0, is).strip();
                String value = line.substring(is + 1).strip();
                if (value.isEmpty()) {
                    values.remove(name);
                } else {
                    values.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
                }
            }
        }
    }

    /** The last value of a setting. */
    Optional<String> last(String name) {
        return values.containsKey(name) ? Optional.of(values.get(name).getLast()) : Optional.empty();
    }

    /** The words of a command. Double and single quotes hold a word together (systemd.service(5)). */
    List<String> words(String name) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        char quote = 0;
        boolean isWord = false;
        for (char c : last(name).orElse("").toCharArray()) {
            if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
                isWord = true;
            } else if (c == quote && quote != 0) {
                quote = 0;
            } else if (quote == 0 && c == ' ') {
                if (isWord) {
                    words.add(word.toString());
                }
                word.setLength(0);
                isWord = false;
            } else {
                word.append(c);
                isWord = true;
            }
        }
        if (isWord) {
            words.add(word.toString());
        }
        return words;
    }

    /** The port in a setting; 0 if there is none. */
    int port(String name) {
        String value = last(name).orElse("");
        String digits = value.substring(value.lastIndexOf(':') + 1);
        boolean isPort =
                !digits.isEmpty() && digits.length() <= 5 && digits.chars().allMatch(Character::isDigit);
        return isPort ? Integer.parseInt(digits) : 0;
    }
}
