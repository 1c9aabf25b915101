package postprox.bench.plan;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import postprox.bench.report.TextTable;

/**
 * What a plan is made from.
 *
 * @param filter how the filter is reached
 * @param given  the values that are not the standard ones
 */
record Inputs(FilterKind filter, Map<Input, Double> given) {
    private static final FilterKind STANDARD_FILTER = FilterKind.COMMAND;
    private static final String FILTER = "filter";

    /**
     * Reads words of the form {@code NAME=VALUE}.
     *
     * @throws BadInput if one of them is not, or if its value cannot be
     */
    static Inputs parse(List<String> words) throws BadInput {
        Optional<FilterKind> filter = Optional.empty();
        Map<Input, Double> given = new EnumMap<>(Input.class);
        for (String word : words) {
            int sign = word.indexOf('=');
            if (sign < 0) {
                throw new BadInput("'" + word + "' has no value: write NAME=VALUE, such as messages=100000");
            }
            String name = word.substring(0, sign);
            String value = word.substring(sign + 1);
            boolean again;
            if (name.equals(FILTER)) {
                again = filter.isPresent();
                filter = Optional.of(kind(value));
            } else {
                Input input = Input.of(name)
                        .orElseThrow(() -> new BadInput("there is no input '" + name + "'; these are:\n" + list()));
                again = given.put(input, input.parse(value)) != null;
            }
            if (again) {
                throw new BadInput(name + " is given twice: leave one of the two out");
            }
        }
        return new Inputs(filter.orElse(STANDARD_FILTER), Map.copyOf(given));
    }

    private static FilterKind kind(String value) throws BadInput {
        return FilterKind.of(value)
                .orElseThrow(() -> new BadInput("filter=" + value + ": the kinds are " + FilterKind.list()));
    }

    private static String list() {
        return Input.list() + String.format("  %-15s %-11s %s", FILTER, STANDARD_FILTER.word(), FilterKind.list());
    }

    double get(Input input) {
        return given.getOrDefault(input, input.standard());
    }

    /** Each value, and where the standard one is from. */
    TextTable table() {
        TextTable table = new TextTable(List.of("input", "value", "", "standard value by"));
        for (Input input : Input.values()) {
            table.add(List.of("`" + input.word() + "`", Figures.text(get(input)), input.meaning(), input.source()));
        }
        table.add(List.of("`filter`", filter.word(), "the kind: " + FilterKind.list(), "yours"));
        return table;
    }
}
