package postprox.config;

/** Any text. */
record Text() implements Type<String> {
    @Override
    public String parse(String text) {
        return text;
    }
}
