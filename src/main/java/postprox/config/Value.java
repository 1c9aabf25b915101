package postprox.config;

/**
 * The value of an option, and where it comes from.
 *
 * @param text  one byte a character
 * @param place {@code command line}, or a file's name and the number of a line
 * @param name  how it is called there, to begin a complaint with
 */
record Value(String text, String place, String name) {
    static final String COMMAND_LINE = "command line";

    /** A value out of a command line. */
    static Value given(Option<?> option, String text) {
        return new Value(text, COMMAND_LINE, option.spelled());
    }

    /** Reads it once, to complain of it where it was written. */
    Value checkedFor(Option<?> option) throws UsageException {
        try {
            var _ = option.type().parse(text);
            return this;
        } catch (IllegalArgumentException e) {
            throw new UsageException(name + ": " + e.getMessage());
        }
    }
}
