package postprox.config;

import java.time.Duration;
import java.util.OptionalLong;

/** A value that is a time in whole seconds. As in Postfix, a unit may follow it: s, m, h or d (postconf(5)). */
record Seconds(int least, int most) implements Type<Duration> {
    private static final String UNITS = "smhd";
    private static final int[] SECONDS = {1, 60, 3600, 86_400};

    @Override
    public Duration parse(String text) {
        OptionalLong number = Digits.parse(Digits.withoutUnit(text, UNITS));
        int factor = SECONDS[Math.max(0, Digits.unit(text, UNITS))];
        if (number.isPresent() && number.getAsLong() <= most / factor && number.getAsLong() * factor >= least) {
            return Duration.ofSeconds(number.getAsLong() * factor);
        }
        throw new IllegalArgumentException("'" + text + "' is not a whole number of seconds from " + least + " to "
                + most + ", such as 90, 90s or 2m");
    }
}
