package postprox.config;

/** A number from 0 to a maximum. A command line gives the option that many times; a file has the number. */
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
