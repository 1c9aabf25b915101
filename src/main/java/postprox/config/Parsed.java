package postprox.config;

import java.util.function.Function;

/**
 * A value that its own class reads.
 *
 * @param reader reads a text, and throws an IllegalArgumentException with a message for the user if it is no such value
 */
record Parsed<T>(Function<String, T> reader) implements Type<T> {
    static <T> Parsed<T> of(Function<String, T> reader) {
        return new Parsed<>(reader);
    }

    @Override
    public T parse(String text) {
        return reader.apply(text);
    }
}
