package postprox.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a program that spawn(8) starts finds around it. master(8) keeps what import_environment names of its own environment, and
 * spawn(8) passes on what export_environment names of that; both set PATH to the system's default (clean_env(3) of Postfix).
 *
 * @param environment the variables
 * @param directory   the directory of the queue, which is that of all of Postfix's processes
 */
record SpawnSurroundings(Map<String, String> environment, Path directory) {
    private static final String POSTCONF = "/usr/sbin/postconf";
    private static final String DEFAULT_PATH = "/usr/bin:/bin";
    private static final String DEFAULT_QUEUE = "/var/spool/postfix";
    private static final String DEFAULT_CONFIG = "/etc/postfix";

    /** Those of this machine's Postfix, or of the instance that MAIL_CONFIG names; its defaults where there is no Postfix. */
    static SpawnSurroundings ofPostfix() throws IOException {
        Map<String, String> parameters = Files.isExecutable(Path.of(POSTCONF)) ? parameters() : Map.of();
        Path queue = Path.of(parameters.getOrDefault("queue_directory", DEFAULT_QUEUE));
        return new SpawnSurroundings(environment(parameters), Files.isDirectory(queue) ? queue : Path.of("/"));
    }

    private static Map<String, String> parameters() throws IOException {
        Map<String, String> parameters = new LinkedHashMap<>();
        Optional<String> printed = Tool.output(
                POSTCONF, "-x", "queue_directory", "config_directory", "export_environment", "import_environment");
        printed.orElse("").lines().forEach(line -> {
            int equals = line.indexOf(" =");
            if (equals > 0) {
                parameters.put(
                        line.substring(0, equals), line.substring(equals + 2).strip());
            }
        });
        return parameters;
    }

    private static Map<String, String> environment(Map<String, String> parameters) {
        Map<String, String> imported = new LinkedHashMap<>();
        words(parameters.getOrDefault("import_environment", "LANG=C")).forEach(word -> put(word, imported));
        imported.put("MAIL_CONFIG", parameters.getOrDefault("config_directory", DEFAULT_CONFIG));
        Map<String, String> environment = new LinkedHashMap<>();
        for (String word : words(parameters.getOrDefault("export_environment", "TZ MAIL_CONFIG LANG"))) {
            put(word, environment);
            Optional.ofNullable(imported.get(word)).ifPresent(value -> environment.put(word, value));
        }
        environment.put("PATH", DEFAULT_PATH);
        return environment;
    }

    /** A word {@code NAME=value} sets a variable (postconf(5), import_environment). */
    private static void put(String word, Map<String, String> variables) {
        int equals = word.indexOf('=');
        if (equals > 0) {
            variables.put(word.substring(0, equals), word.substring(equals + 1));
        }
    }

    private static List<String> words(String value) {
        return List.of(value.split("[\\s,]+"));
    }
}
