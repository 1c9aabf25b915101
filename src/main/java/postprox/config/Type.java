package postprox.config;

import java.util.List;

/**
 * What the value of an option may be. A text has one byte a character.
 *
 * @param <T> what the program makes of it
 */
public interface Type<T> {
    /** What a shell can complete a value with. */
    enum Completion {
        NOTHING,
        WORDS,
        FILES,
        DIRECTORIES
    }

    /**
     * Reads a value. The same text always means the same.
     *
     * @throws IllegalArgumentException with what is wrong and what is allowed, for the user
     */
    T parse(String text);

    /** Whether a value follows the option on a command line. */
    default boolean wantsValue() {
        return true;
    }

    /**
     * The value of an option that wants none on a command line, where it is given once more.
     *
     * @param before its value so far
     */
    default String onceMore(String before) {
        throw new IllegalStateException("this option has a value of its own");
    }

    /** The values, where they are a few words. */
    default List<String> words() {
        return List.of();
    }

    /** What its values are completed with. */
    default Completion completion() {
        return words().isEmpty() ? Completion.NOTHING : Completion.WORDS;
    }
}
