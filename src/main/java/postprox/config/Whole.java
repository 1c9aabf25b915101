package postprox.config;

import java.util.OptionalLong;

/** A value that is a whole number. */
record Whole(int least, int most) implements Type<Integer> {
    @Override
    public Integer parse(String text) {
        OptionalLong number = Digits.parse(text);
        if (number.isPresent() && number.getAsLong() >= least && number.getAsLong() <= most) {
            return Math.toIntExact(number.getAsLong());
        }
        throw new IllegalArgumentException("'" + text + "' is not a whole number from " + least + " to " + most);
    }
}
