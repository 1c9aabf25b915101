package postprox.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the administrator chose, option by option: out of the command line, a configuration file, or by default. */
public final class Configuration {
    private static final String OPERAND = "HOST:PORT";

    private final Map<Option<?>, List<Value>> values;

    /** A configuration of values that were checked. */
    Configuration(Map<Option<?>, List<Value>> values) {
        this.values = values;
    }

    /** Whether an option was given, on the command line or in a file. */
    public boolean isGiven(Option<?> option) {
        return values.containsKey(option);
    }

    /** The value of an option that always has one. A later one overrides an earlier, as with getopt(3). */
    public <T> T get(Option<T> option) {
        return option.type().parse(text(option));
    }

    /** The value of an option that may have none. */
    public <T> Optional<T> find(Option<T> option) {
        return isGiven(option) ? Optional.of(get(option)) : Optional.empty();
    }

    /** All values of an option that may be given more than once. */
    public <T> List<T> all(Option<T> option) {
        if (!isGiven(option)) {
            return List.of(get(option));
        }
        List<T> all = new ArrayList<>();
        for (Value value : given(option)) {
            all.add(option.type().parse(value.text()));
        }
        return all;
    }

    /** The text of an option's value, one byte a character; empty where it has none. */
    public String text(Option<?> option) {
        return isGiven(option) ? given(option).getLast().text() : option.byDefault();
    }

    /** Where an option's value comes from: {@code command line}, a file and the number of a line, or nowhere. */
    public String place(Option<?> option) {
        if (isGiven(option)) {
            return given(option).getLast().place();
        }
        return option.byDefault().isEmpty() ? "not set" : "default";
    }

    /** How an option is called where its value was written, to begin a complaint with. */
    String name(Option<?> option) {
        return isGiven(option) ? given(option).getLast().name() : option.spelled();
    }

    /**
     * The same with the next hop as most write it, as an operand.
     *
     * @throws UsageException where it is no place, or is given twice
     */
    public Configuration withNextHop(String operand) throws UsageException {
        Option<?> option = ServiceOptions.NEXT_HOP;
        if (isGiven(option) && given(option).getLast().place().equals(Value.COMMAND_LINE)) {
            throw new UsageException(
                    "the next hop is given twice, as '" + operand + "' and by --next-hop; leave one out");
        }
        Map<Option<?>, List<Value>> all = new LinkedHashMap<>(values);
        all.put(option, List.of(new Value(operand, Value.COMMAND_LINE, OPERAND).checkedFor(option)));
        return new Configuration(all);
    }

    /** The options of a file that have another value in another configuration, in the order of the help. */
    public List<Option<?>> changes(Configuration other) {
        return Options.of(Usage.SERVE).stream()
                .filter(option -> option.isInFile() && !text(option).equals(other.text(option)))
                .toList();
    }

    private List<Value> given(Option<?> option) {
        return values.getOrDefault(option, List.of());
    }
}
