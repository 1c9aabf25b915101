package postprox.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A section {@code [filter NAME]} of a configuration file, up to the next section or the end of the file. It has the line
 * {@code filter = KIND:WHERE} and the filter's settings.
 */
final class FilterSection {
    private static final String BEGIN = "[filter ";
    private static final String FILTER = "filter";

    private final String place;
    private final String name;
    private final Map<String, Value> lines = new LinkedHashMap<>();

    private FilterSection(String place, String name) {
        this.place = place;
        this.name = name;
    }

    /** The section that a line begins; empty if it begins none. */
    static Optional<FilterSection> begin(String place, String line) {
        if (!line.startsWith(BEGIN) || !line.endsWith("]")) {
            return Optional.empty();
        }
        try {
            String name = new FilterName()
                    .parse(line.substring(BEGIN.length(), line.length() - 1).strip());
            return Optional.of(new FilterSection(place, name));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The file and the line at which the section begins. */
    String place() {
        return place;
    }

    String name() {
        return name;
    }

    /** Takes a line of the section. */
    void set(String at, String setting, String text, List<String> complaints) {
        Optional<Value> before =
                Optional.ofNullable(lines.putIfAbsent(setting, new Value(text, at, at + ": " + setting)));
        before.ifPresent(
                value -> complaints.add(at + ": " + setting + " is set a second time, after " + value.place()));
    }

    /**
     * The section as a value of {@link FilterOptions#FILTER}; empty if something is wrong in it.
     *
     * @param complaints gets what is wrong
     */
    Optional<Value> value(List<String> complaints) {
        Optional<Value> filter = Optional.ofNullable(lines.get(FILTER));
        if (filter.isEmpty()) {
            complaints.add(place + ": [filter " + name
                    + "] has no line filter = KIND:WHERE, such as filter = command:/usr/local/bin/scan");
            return Optional.empty();
        }
        int wrong = complaints.size();
        Optional<FilterKind> kind = FilterText.kind(filter.get().text());
        kind.ifPresent(known -> check(known, complaints));
        Value whole = kind.isEmpty()
                ? filter.get()
                : new Value(
                        text(filter.get(), kind.get()),
                        filter.get().place(),
                        filter.get().name());
        if (complaints.size() == wrong) {
            try {
                return Optional.of(whole.checkedFor(FilterOptions.FILTER));
            } catch (UsageException e) {
                complaints.add(e.getMessage());
            }
        }
        return Optional.empty();
    }

    private void check(FilterKind kind, List<String> complaints) {
        for (Map.Entry<String, Value> line : lines.entrySet()) {
            String setting = line.getKey();
            Value value = line.getValue();
            if (setting.equals(FILTER)) {
                continue;
            }
            try {
                if (setting.equals(FilterSettings.NAME.name())) {
                    throw new UsageException(value.name() + ": the name stands in the section's first line");
                }
                Option<?> declared = Option.named(setting, kind.settings())
                        .orElseThrow(() -> new UsageException(value.place() + ": "
                                + FilterText.noSetting(kind, setting).getMessage()));
                var _ = value.checkedFor(declared);
            } catch (UsageException e) {
                complaints.add(e.getMessage());
            }
        }
    }

    /**
     * All lines as {@link FilterText} reads them. In a file neither a filter's failure nor a message's size lets a message pass
     * unexamined unless a line says so, or the kind itself: one that takes small messages alone would have all others put off.
     */
    private String text(Value filter, FilterKind kind) {
        Map<String, Value> settings = new LinkedHashMap<>(lines);
        settings.remove(FILTER);
        for (Option<?> strict : List.of(FilterSettings.ON_FAILURE, FilterSettings.ON_OVERSIZE)) {
            if (!kind.defaults().containsKey(strict)) {
                settings.putIfAbsent(strict.name(), new Value("tempfail", place, strict.name()));
            }
        }
        return filter.text() + FilterText.LINE + FilterSettings.NAME.name() + "=" + name
                + settings.entrySet().stream()
                        .map(line -> FilterText.LINE + line.getKey() + "="
                                + line.getValue().text())
                        .collect(Collectors.joining());
    }
}
