package postprox.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The values of all options: from the command line, from a configuration file, or by default. Immutable. */
public final class Configuration {
    private static final String OPERAND = "HOST:PORT";

    private final Map<Option<?>, List<Value>> values;

    /** Makes a configuration of values that were checked ({@link Value#checkedFor}). */
    Configuration(Map<Option<?>, List<Value>> values) {
        this.values = values;
    }

    /** Whether an option is given, on the command line or in a file. */
    public boolean isGiven(Option<?> option) {
        return values.containsKey(option);
    }

    /** The value of an option that has a default. If the option is given more than once, the last value counts. */
    public <T> T get(Option<T> option) {
        return option.type().parse(text(option));
    }

    /** The value of an option without a default; empty if the option is not given. */
    public <T> Optional<T> find(Option<T> option) {
        return isGiven(option) ? Optional.of(get(option)) : Optional.empty();
    }

    /** All values of an option that may be given more than once, in their order; the default if it is not given. */
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

    /**
     * A value of an option.
     *
     * @param name the option's name at the place where the value was written. An error message begins with this name
     */
    record Named<T>(String name, T value) {}

    /** All given values of an option, in their order. */
    <T> List<Named<T>> named(Option<T> option) {
        List<Named<T>> all = new ArrayList<>();
        for (Value value : given(option)) {
            all.add(new Named<>(value.name(), option.type().parse(value.text())));
        }
        return all;
    }

    /** The text of an option's value, one byte a character; empty if the option has no value. */
    public String text(Option<?> option) {
        return isGiven(option) ? given(option).getLast().text() : option.byDefault();
    }

    /**
     * The origin of an option's value: {@code command line}, a file's name with the number of a line, {@code default}, or
     * {@code not set}.
     */
    public String place(Option<?> option) {
        if (isGiven(option)) {
            return given(option).getLast().place();
        }
        return option.byDefault().isEmpty() ? "not set" : "default";
    }

    /** Whether the command line has the value of an option that counts. */
    public boolean isOnCommandLine(Option<?> option) {
        return isGiven(option) && given(option).getLast().place().equals(Value.COMMAND_LINE);
    }

    /**
     * A value of an option, for a reader.
     *
     * @param text  the value's text in one line, one byte a character
     * @param place its origin, as {@link #place} says it
     */
    public record Origin(String text, String place) {}

    /** The values of an option with their origins: as many as count, and one if the option is not given. */
    public List<Origin> origins(Option<?> option) {
        if (!isGiven(option)) {
            return List.of(new Origin(text(option), place(option)));
        }
        List<Value> given = given(option);
        return given.subList(option.isRepeated() ? 0 : given.size() - 1, given.size()).stream()
                .map(value -> new Origin(value.oneLine(), value.place()))
                .toList();
    }

    /** The option's name at the place where its value was written. An error message begins with this name. */
    public String name(Option<?> option) {
        return isGiven(option) ? given(option).getLast().name() : option.spelled();
    }

    /**
     * A copy of this configuration with the next hop that the command line's operand names.
     *
     * @throws UsageException if the operand is no address, or the command line names the next hop by an option too
     */
    public Configuration withNextHop(String operand) throws UsageException {
        Option<?> option = ServiceOptions.NEXT_HOP;
        if (isOnCommandLine(option)) {
            throw new UsageException(
                    "the next hop is given twice, as '" + operand + "' and by --next-hop; leave one out");
        }
        Map<Option<?>, List<Value>> all = new LinkedHashMap<>(values);
        all.put(option, List.of(new Value(operand, Value.COMMAND_LINE, OPERAND).checkedFor(option)));
        return new Configuration(all);
    }

    /** Whether an option has the same value in both. It may be spelled in two ways, such as 30 and 30s. */
    boolean hasSameValue(Option<?> option, Configuration other) {
        if (option.isRepeated()) {
            return texts(option).equals(other.texts(option));
        }
        return text(option).equals(other.text(option)) || value(option).equals(other.value(option));
    }

    private List<String> texts(Option<?> option) {
        return given(option).stream().map(Value::text).toList();
    }

    private Optional<?> value(Option<?> option) {
        return text(option).isEmpty() ? Optional.empty() : Optional.of(get(option));
    }

    private List<Value> given(Option<?> option) {
        return values.getOrDefault(option, List.of());
    }
}
