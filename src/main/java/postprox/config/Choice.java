package postprox.config;

import java.util.List;
import java.util.Locale;

/**
 * A value that is one of a few words: the names of an enum's constants, in lower case.
 *
 * @param <E> the enum
 */
record Choice<E extends Enum<E>>(List<E> values) implements Type<E> {
    @Override
    public E parse(String text) {
        for (E value : values) {
            if (word(value).equals(text)) {
                return value;
            }
        }
        throw new IllegalArgumentException("'" + text + "' is neither " + String.join(" nor ", words()));
    }

    @Override
    public List<String> words() {
        return values.stream().map(Choice::word).toList();
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
