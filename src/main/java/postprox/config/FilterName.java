package postprox.config;

/** The name of a filter, which stands in logs and metrics as it is. */
record FilterName() implements Type<String> {
    private static final int LONGEST = 32;

    @Override
    public String parse(String text) {
        boolean isName = !text.isEmpty()
                && text.length() <= LONGEST
                && text.chars()
                        .allMatch(c -> c >= 'a' && c <= 'z'
                                || c >= 'A' && c <= 'Z'
                                || c >= '0' && c <= '9'
                                || c == '-'
                                || c == '_');
        if (!isName) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no name: write up to " + LONGEST + " letters, digits, - and _");
        }
        return text;
    }
}
