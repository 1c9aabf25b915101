package postprox.config;

/** Any text. */
record Text(Completion completion) implements Type<String> {
    @Override
    public String parse(String text) {
        return text;
    }
}
