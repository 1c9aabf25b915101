package postprox.config;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a command line as getopt_long(3) does. Letters may stand together. An argument after an option that wants a value is
 * its value, even if it begins with a dash. Options may stand before and after operands. Unlike getopt_long(3), this class
 * does not accept abbreviated names.
 */
public final class CommandLine {
    private final Usage usage;
    private final List<Option<?>> allowed;
    private final Map<Option<?>, List<String>> given = new LinkedHashMap<>();
    private final List<String> operands = new ArrayList<>();

    private CommandLine(Usage usage) {
        this.usage = usage;
        this.allowed = Options.of(usage);
    }

    /**
     * Reads a command line. The values of options are not checked yet, see {@link #configuration}.
     *
     * @param arguments the arguments after the command's word, one byte a character
     * @throws UsageException if there is no such option, or a value is missing
     */
    public static CommandLine read(Usage usage, List<String> arguments) throws UsageException {
        CommandLine line = new CommandLine(usage);
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            line.read(rest.next(), rest);
        }
        return line;
    }

    public Usage usage() {
        return usage;
    }

    /** Whether the command line has an option. */
    public boolean has(Option<?> option) {
        return given.containsKey(option);
    }

    /** The arguments that are no options and no values of options. */
    public List<String> operands() {
        return List.copyOf(operands);
    }

    /** The texts of an option's values, unchecked, in their order; empty if the option is not given. */
    public List<String> texts(Option<?> option) {
        return List.copyOf(given.getOrDefault(option, List.of()));
    }

    /** A copy of this command line with one more value of an option. */
    public CommandLine with(Option<?> option, String text) {
        CommandLine copy = new CommandLine(usage);
        given.forEach((other, texts) -> copy.given.put(other, new ArrayList<>(texts)));
        copy.textsOf(option).add(text);
        copy.operands.addAll(operands);
        return copy;
    }

    /** The options without some of them, as arguments that mean the same. */
    public List<String> argumentsWithout(List<Option<?>> left) {
        List<String> arguments = new ArrayList<>();
        for (Map.Entry<Option<?>, List<String>> one : given.entrySet()) {
            Option<?> option = one.getKey();
            for (String text : left.contains(option) ? List.<String>of() : one.getValue()) {
                arguments.add("--" + option.name() + (option.type().wantsValue() ? "=" + text : ""));
            }
        }
        return arguments;
    }

    /**
     * The options of the command line and of the configuration file that it names. An option of the command line overrides the
     * file's.
     *
     * @throws UsageException if a value is wrong
     */
    public Configuration configuration() throws UsageException {
        return has(ServiceOptions.CONFIG_FILE)
                ? over(ConfigFile.read(texts(ServiceOptions.CONFIG_FILE).getLast())
                        .values())
                : over(Map.of());
    }

    /**
     * The options of the command line and of a configuration file that has been read.
     *
     * @throws UsageException if a value is wrong, on the command line or in the file
     */
    public Configuration configuration(ConfigFile file) throws UsageException {
        return over(file.values());
    }

    /**
     * The options of the command line alone, for a command that gives the configuration file to another process.
     *
     * @throws UsageException if a value is wrong
     */
    public Configuration ownConfiguration() throws UsageException {
        return over(Map.of());
    }

    private Configuration over(Map<Option<?>, List<Value>> ofFile) throws UsageException {
        Map<Option<?>, List<Value>> own = new LinkedHashMap<>();
        for (Option<?> option : given.keySet()) {
            List<Value> checked = new ArrayList<>();
            for (String text : texts(option)) {
                checked.add(Alias.meant(option, Value.given(option, text).checkedFor(option)));
            }
            List<Value> before = own.getOrDefault(Alias.meant(option), checked);
            if (!before.getLast().text().equals(checked.getLast().text())) {
                throw new UsageException(
                        before.getLast().name() + " and " + option.spelled() + " do not mean the same; leave one out");
            }
            own.put(Alias.meant(option), checked);
        }
        Map<Option<?>, List<Value>> values = new LinkedHashMap<>(ofFile);
        values.putAll(own);
        return new Configuration(values);
    }

    private void read(String argument, Iterator<String> rest) throws UsageException {
        if (argument.equals("--")) {
            rest.forEachRemaining(operands::add);
        } else if (argument.startsWith("--")) {
            readName(argument, rest);
        } else if (argument.startsWith("-") && argument.length() > 1) {
            readLetters(argument, rest);
        } else {
            operands.add(argument);
        }
    }

    private void readName(String argument, Iterator<String> rest) throws UsageException {
        int equals = argument.indexOf('=');
        String name = argument.substring(2, equals < 0 ? argument.length() : equals);
        Option<?> option = Option.named(name, allowed).orElseThrow(() -> unknown(argument, name));
        if (!option.type().wantsValue()) {
            if (equals >= 0) {
                throw unknown(argument, name);
            }
            addOnce(option);
        } else if (equals >= 0) {
            textsOf(option).add(argument.substring(equals + 1));
        } else {
            addValue(option, rest);
        }
    }

    private void readLetters(String argument, Iterator<String> rest) throws UsageException {
        for (int i = 1; i < argument.length(); i++) {
            String letter = argument.substring(i, i + 1);
            Option<?> option = Options.lettered(letter, allowed).orElseThrow(() -> unknown("-" + letter, ""));
            if (!option.type().wantsValue()) {
                addOnce(option);
            } else if (i + 1 < argument.length()) {
                textsOf(option).add(argument.substring(i + 1));
                return;
            } else {
                addValue(option, rest);
            }
        }
    }

    private void addValue(Option<?> option, Iterator<String> rest) throws UsageException {
        if (!rest.hasNext()) {
            throw new UsageException(option.spelled() + " needs a value behind it; see " + usage.begin() + " --help");
        }
        textsOf(option).add(rest.next());
    }

    private void addOnce(Option<?> option) {
        List<String> texts = textsOf(option);
        String before = texts.isEmpty() ? option.byDefault() : texts.removeLast();
        texts.add(option.type().onceMore(before));
    }

    private List<String> textsOf(Option<?> option) {
        return given.computeIfAbsent(option, _ -> new ArrayList<>());
    }

    private UsageException unknown(String argument, String name) {
        String hint = nearest(name).map(meant -> "did you mean " + meant + "? ").orElse("");
        return new UsageException(
                "there is no option '" + argument + "' here; " + hint + "see " + usage.begin() + " --help");
    }

    private Optional<String> nearest(String name) {
        Optional<Option<?>> lettered = Options.lettered(name, allowed);
        if (lettered.isPresent()) {
            return Optional.of(lettered.get().spelled());
        }
        List<String> names =
                allowed.stream().filter(Option::isPublic).map(Option::name).toList();
        return Nearest.to(name, names).map(meant -> "--" + meant);
    }
}
