package postprox.config;

/** A value that is any text. */
record Text(Completion completion) implements Type<String> {
    @Override
    public String parse(String text) {
        return text;
    }
}
