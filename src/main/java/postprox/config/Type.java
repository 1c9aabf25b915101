package postprox.config;

import java.util.List;

/**
 * The type of an option's value. It reads the value's text, which has one byte a character.
 *
 * @param <T> the Java type of the value
 */
public interface Type<T> {
    /** The proposals by which a shell completes a value. */
    enum Completion {
        NOTHING,
        WORDS,
        FILES,
        DIRECTORIES
    }

    /**
     * Reads a value. The same text always gives the same value.
     *
     * @throws IllegalArgumentException if the text is no such value; its message tells the user what is wrong and what is
     *     allowed
     */
    T parse(String text);

    /** Whether a value follows the option on a command line. */
    default boolean wantsValue() {
        return true;
    }

    /**
     * The value after the command line has given the option once more. Only for options that no value follows.
     *
     * @param before the text of the value so far
     * @return the text of the new value
     */
    default String onceMore(String before) {
        throw new IllegalStateException("this option has a value of its own");
    }

    /** The possible values, if these are a few words; otherwise empty. */
    default List<String> words() {
        return List.of();
    }

    /** The proposals by which a shell completes a value of this type. */
    default Completion completion() {
        return words().isEmpty() ? Completion.NOTHING : Completion.WORDS;
    }
}
