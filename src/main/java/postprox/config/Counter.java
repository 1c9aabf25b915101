package postprox.config;

/** How often an option is given on a command line, up to a bound; that number in a file. */
record Counter(int most) implements Type<Integer> {
    @Override
    public Integer parse(String text) {
        return new Whole(0, most).parse(text);
    }

    @Override
    public boolean wantsValue() {
        return false;
    }

    @Override
    public String onceMore(String before) {
        return Integer.toString(Math.min(parse(before) + 1, most));
    }
}
