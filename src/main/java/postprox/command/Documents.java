package postprox.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import postprox.config.Option;
import postprox.config.Options;
import postprox.config.Usage;

/**
 * Writes the texts that repeat the options, from the options' declarations, and those that repeat the examples of Postfix's files. A text is a whole file, or the part of a file between
 * two marked lines. {@code java -cp target/classes postprox.command.Documents} in a checkout writes the texts, and a test compares
 * them.
 */
public final class Documents {
    private static final String BEGIN = "begin: written by postprox.command.Documents, ";
    private static final String END = "end: ";
    private static final String BLOCKS = "packaging/postfix";
    private static final List<String> MANUAL_BLOCKS = List.of("before-queue.master.cf", "after-queue.master.cf");

    private final Path home;

    /** Makes the texts of a checkout. */
    Documents(Path home) {
        this.home = home;
    }

    /** Writes the texts of the checkout in the current directory. */
    public static void main(String[] arguments) throws IOException {
        for (Map.Entry<Path, String> file : new Documents(Path.of("")).files().entrySet()) {
            Files.writeString(file.getKey(), file.getValue(), StandardCharsets.UTF_8);
        }
    }

    /** Each file with the content that it must have. */
    Map<Path, String> files() throws IOException {
        Map<Path, String> files = new LinkedHashMap<>();
        files.put(home.resolve("src/main/resources/postprox/help.txt"), Help.of(Usage.SERVE));
        files.put(home.resolve("src/main/c/options.h"), OptionTables.header());
        Path launcher = home.resolve("postprox");
        files.put(launcher, with(Files.readString(launcher), "options", OptionTables.shell()));
        Path page = home.resolve("docs/options.md");
        String text = with(Files.readString(page), "options", table());
        files.put(page, with(text, "limits", limits()));
        Path manual = home.resolve("man/postprox.1");
        text = Files.readString(manual);
        for (Options.Group group : Options.groups()) {
            text = with(text, group.name() + " options", Manuals.options(group));
        }
        files.put(manual, withBlocks(text, block -> block.replace("-", "\\-"), MANUAL_BLOCKS));
        Path arrangements = home.resolve("docs/POSTFIX.md");
        files.put(
                arrangements, withBlocks(Files.readString(arrangements), block -> "```\n" + block + "```\n", blocks()));
        Path settings = home.resolve("man/postprox.conf.5");
        text = with(Files.readString(settings), "settings", Manuals.settings());
        files.put(settings, with(text, "filter settings", Manuals.filterSettings()));
        files.put(home.resolve("packaging/postprox.conf"), ShippedConfig.text());
        return files;
    }

    /** The files of packaging/postfix, which tests run with a real Postfix. */
    private List<String> blocks() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve(BLOCKS))) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    private String withBlocks(String text, UnaryOperator<String> form, List<String> names) throws IOException {
        String result = text;
        for (String name : names) {
            result = with(
                    result,
                    name,
                    form.apply(Files.readString(home.resolve(BLOCKS).resolve(name))));
        }
        return result;
    }

    /** A text with another part between the marked lines of a name. */
    private static String with(String text, String name, String part) {
        int begin = text.indexOf('\n', position(text, BEGIN + name)) + 1;
        int end = text.lastIndexOf('\n', position(text, END + name)) + 1;
        return text.substring(0, begin) + part + text.substring(end);
    }

    private static int position(String text, String mark) {
        int position = text.indexOf(mark);
        if (position < 0) {
            throw new IllegalStateException("a text lacks the line with '" + mark + "'");
        }
        return position;
    }

    /** The table of the proxy's options that are no limits. */
    private static String table() {
        return "| option | what it does |\n|---|---|\n"
                + Options.groups().stream()
                        .flatMap(group -> publicOnes(group).stream())
                        .filter(option -> option.limit().isEmpty() && option.isTakenBy(Usage.SERVE))
                        .map(option -> "| `" + spelled(option) + "` | " + option.help() + " |\n")
                        .collect(Collectors.joining());
    }

    private static String spelled(Option<?> option) {
        return (option.letter().isEmpty() ? "" : "-" + option.letter() + ", ") + "--" + option.name() + value(option);
    }

    private static String limits() {
        StringBuilder table = new StringBuilder("| option | default | beyond it |\n|---|---|---|\n");
        for (Options.Group group : Options.groups()) {
            for (Option<?> option : group.options()) {
                Optional<Option.LimitRow> limit = option.limit();
                limit.ifPresent(row -> table.append("| `" + option.spelled() + value(option) + "`")
                        .append(row.of().isEmpty() ? "" : " " + row.of())
                        .append(" | " + option.byDefault() + row.byDefault() + " | " + row.beyond() + " |\n"));
            }
        }
        return table.toString();
    }

    private static String value(Option<?> option) {
        return option.placeholder().isEmpty() ? "" : " " + option.placeholder();
    }

    private static List<Option<?>> publicOnes(Options.Group group) {
        return group.options().stream().filter(Option::isPublic).toList();
    }
}
