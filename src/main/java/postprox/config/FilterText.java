package postprox.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A filter on a command line, {@code KIND:WHERE[,SETTING=VALUE]...}, or in a section of a file, whose lines are joined here with
 * {@link #LINE} between them. On a command line only the names of settings end WHERE and a value, so that a command may have commas.
 */
record FilterText() implements Type<FilterSpec> {
    /** Stands between the parts of a section. Neither a line of a file nor an argument has it. */
    static final char LINE = '\0';

    @Override
    public FilterSpec parse(String text) {
        boolean isSection = text.indexOf(LINE) >= 0;
        int colon = text.indexOf(':');
        String word = colon < 0 ? text : text.substring(0, colon);
        FilterKind kind = kind(text).orElseThrow(() -> noKind(text, word));
        List<String> parts = parts(text.substring(colon + 1), kind, isSection ? LINE : ',');
        String where = parts.getFirst().strip();
        if (isSection) {
            checkNoSetting(where, kind);
        }
        if (where.isEmpty()) {
            throw new IllegalArgumentException("'" + word + ":' names no filter: write " + word + ":" + kind.place());
        }
        kind.check(where);
        return new FilterSpec(kind, where, settings(kind, parts.subList(1, parts.size())), text);
    }

    /** The kind of filter that a text names; empty if there is no such kind. */
    static Optional<FilterKind> kind(String text) {
        int colon = text.indexOf(':');
        return colon < 0
                ? Optional.empty()
                : FilterKind.named(text.substring(0, colon).strip());
    }

    private static IllegalArgumentException noKind(String text, String word) {
        String known = "write "
                + String.join(
                        ", ",
                        FilterKind.words().stream().map(kind -> kind + ":...").toList());
        return new IllegalArgumentException("'" + text + "' names no kind of filter; "
                + Nearest.to(word, FilterKind.words())
                        .map(meant -> "did you mean " + meant + ":...?")
                        .orElse(known));
    }

    /** In a section a setting behind a comma would be a part of the command, which nobody means. */
    private static void checkNoSetting(String where, FilterKind kind) {
        for (int at = where.indexOf(','); at >= 0; at = where.indexOf(',', at + 1)) {
            String rest = where.substring(at + 1);
            if (beginsSetting(rest, kind)) {
                throw new IllegalArgumentException("'" + rest
                        + "' would be a part of the filter here: in a section each setting has a line of its own. If the text"
                        + " belongs to the filter, put a blank behind the comma");
            }
        }
    }

    /** The text before the first setting, and then each setting with its value. */
    private static List<String> parts(String text, FilterKind kind, char separator) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, at + 1)) {
            if (separator == LINE || beginsSetting(text.substring(at + 1), kind)) {
                parts.add(text.substring(start, at));
                start = at + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }

    /**
     * Whether a text behind a comma begins with a setting.
     *
     * @throws IllegalArgumentException if it begins with what looks like a setting and is none
     */
    private static boolean beginsSetting(String text, FilterKind kind) {
        int equals = text.indexOf('=');
        String name = equals < 0 ? "" : text.substring(0, equals);
        if (name.isEmpty() || !name.chars().allMatch(c -> c >= 'a' && c <= 'z' || c == '-')) {
            return false;
        }
        if (Option.named(name, kind.settings()).isPresent()) {
            return true;
        }
        Optional<String> meant = Nearest.to(name, names(kind));
        if (meant.isPresent()) {
            throw new IllegalArgumentException("there is no setting '" + name + "'; did you mean " + meant.get()
                    + "? If the text belongs to the filter, put a blank behind the comma");
        }
        return false;
    }

    private static List<String> names(FilterKind kind) {
        return kind.settings().stream().map(Option::name).toList();
    }

    private static Configuration settings(FilterKind kind, List<String> parts) {
        Map<Option<?>, List<Value>> values = new LinkedHashMap<>();
        for (String part : parts) {
            int equals = part.indexOf('=');
            String name = part.substring(0, equals).strip();
            Option<?> setting = Option.named(name, kind.settings()).orElseThrow(() -> noSetting(kind, name));
            Value value = new Value(part.substring(equals + 1).strip(), "", name);
            if (values.put(setting, List.of(value)) != null) {
                throw new IllegalArgumentException(name + " is set twice");
            }
            try {
                var _ = value.checkedFor(setting);
            } catch (UsageException e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
        }
        kind.defaults().forEach((setting, text) -> values.putIfAbsent(setting, List.of(new Value(text, "", ""))));
        return new Configuration(values);
    }

    static IllegalArgumentException noSetting(FilterKind kind, String name) {
        return new IllegalArgumentException("a filter of kind " + kind.word() + " has no setting '" + name + "'; "
                + Nearest.to(name, names(kind))
                        .map(meant -> "did you mean " + meant + "?")
                        .orElse("it has " + String.join(", ", names(kind))));
    }
}
