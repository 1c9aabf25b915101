package postprox.config;

import java.util.List;

/** A value that is yes or no. A command line gives the option for yes; a file has {@code yes} or {@code no}. */
record Flag() implements Type<Boolean> {
    static final String YES = "yes";
    static final String NO = "no";

    @Override
    public Boolean parse(String text) {
        return switch (text) {
            case YES -> true;
            case NO -> false;
            default -> throw new IllegalArgumentException("'" + text + "' is neither yes nor no");
        };
    }

    @Override
    public boolean wantsValue() {
        return false;
    }

    @Override
    public String onceMore(String before) {
        return YES;
    }

    @Override
    public List<String> words() {
        return List.of(YES, NO);
    }
}
