package postprox.postfix;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Asks postconf(1) about one instance of Postfix. Only postconf knows the defaults, which differ from version to version, and it reads the
 * files as Postfix does.
 */
final class Postconf {
    private static final String NAME = "postconf: ";

    private final Path directory;
    private final Set<String> warnings = new LinkedHashSet<>();

    /**
     * Makes one.
     *
     * @param directory the directory with main.cf and master.cf
     */
    Postconf(Path directory) {
        this.directory = directory;
    }

    /** What postconf has warned of so far, each warning once, without the program's name. */
    List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** All parameters of main.cf and their defaults, with the values of other parameters filled in. */
    Map<String, String> parameters() throws IOException {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String line : lines("-x")) {
            int is = line.indexOf(" =");
            if (is > 0) {
                parameters.put(line.substring(0, is), line.substring(is + 2).strip());
            }
        }
        return parameters;
    }

    /** The parameters that main.cf sets. */
    Set<String> setParameters() throws IOException {
        Set<String> names = new LinkedHashSet<>();
        for (String line : lines("-n")) {
            int is = line.indexOf(" =");
            if (is > 0) {
                names.add(line.substring(0, is));
            }
        }
        return names;
    }

    /** The services of master.cf in its order. Of two entries with one name and type the last holds, as for master(8). */
    List<Service> services() throws IOException {
        Map<String, Map<String, String>> fields = byService(lines("-F"));
        Map<String, Map<String, String>> options = byService(lines("-xP"));
        List<Service> services = new ArrayList<>();
        fields.forEach((label, field) -> services.add(new Service(
                field.getOrDefault("service", ""),
                field.getOrDefault("type", ""),
                field.getOrDefault("chroot", "-"),
                field.getOrDefault("process_limit", "-"),
                Words.of(field.getOrDefault("command", "")),
                options.getOrDefault(label, Map.of()))));
        return services;
    }

    /** Lines {@code service/type/name = value}, by service and type. A service's name may have slashes. */
    private static Map<String, Map<String, String>> byService(List<String> lines) {
        Map<String, Map<String, String>> values = new LinkedHashMap<>();
        for (String line : lines) {
            int is = line.indexOf(" =");
            int slash = is < 0 ? -1 : line.lastIndexOf('/', is);
            if (slash > 0) {
                values.computeIfAbsent(line.substring(0, slash), _ -> new LinkedHashMap<>())
                        .put(
                                line.substring(slash + 1, is),
                                line.substring(is + 2).strip());
            }
        }
        return values;
    }

    private List<String> lines(String option) throws IOException {
        Tool.Result result = Tool.run(List.of("postconf", "-c", directory.toString(), option));
        for (String error : result.errors().lines().toList()) {
            warnings.add(withoutPrefix(error));
        }
        if (!result.isGood()) {
            throw new IOException("postconf cannot read " + directory + ": " + withoutPrefix(result.inShort()));
        }
        return result.output().lines().toList();
    }

    /** A warning without the path of postconf, and without the word that says what it is. */
    private static String withoutPrefix(String error) {
        String text = error.substring(error.indexOf(NAME) < 0 ? 0 : error.indexOf(NAME) + NAME.length());
        for (String prefix : List.of("warning: ", "fatal: ")) {
            if (text.startsWith(prefix)) {
                return text.substring(prefix.length());
            }
        }
        return text;
    }
}
