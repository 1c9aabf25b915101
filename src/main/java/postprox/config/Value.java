package postprox.config;

/**
 * The value of an option, and its origin.
 *
 * @param text  the value's text, one byte a character
 * @param place {@code command line}, or a file's name and the number of a line
 * @param name  the option's name at that place; an error message begins with it
 */
record Value(String text, String place, String name) {
    static final String COMMAND_LINE = "command line";

    /** Makes a value of the command line. */
    static Value given(Option<?> option, String text) {
        return new Value(text, COMMAND_LINE, option.spelled());
    }

    /** The text for a reader. A section of a file has more than one line. */
    String oneLine() {
        return text.replace('\0', ',');
    }

    /** Reads the value once, so that an error message names the place where it was written. */
    Value checkedFor(Option<?> option) throws UsageException {
        try {
            var _ = option.type().parse(text);
            return this;
        } catch (IllegalArgumentException e) {
            throw new UsageException(name + ": " + e.getMessage());
        }
    }
}
