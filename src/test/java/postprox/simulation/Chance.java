package postprox.simulation;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;

/**
 * All that is left to chance in a run: the same decisions give the same run. The last of the choices is always the usual
 * one, in which nothing goes wrong. Not thread-safe.
 */
final class Chance {
    private final IntUnaryOperator decisions;

    /**
     * Chance that is decided by somebody.
     *
     * @param decisions gives a number from 0 to one less than the number given
     */
    Chance(IntUnaryOperator decisions) {
        this.decisions = decisions;
    }

    /** Chance from a seed. */
    static Chance of(long seed) {
        return new Chance(new SplittableRandom(seed)::nextInt);
    }

    /** From 0 to one less than the number given. */
    int below(int end) {
        return decisions.applyAsInt(end);
    }

    /** Both ends included. */
    int between(int least, int most) {
        return least + below(most - least + 1);
    }

    boolean oneIn(int number) {
        return below(number) == 0;
    }

    boolean percent(int share) {
        return below(100) < share;
    }

    <T> T of(List<T> choices) {
        return choices.get(below(choices.size()));
    }

    /** Mostly at once or within milliseconds, seldom up to the longest. */
    Duration delay(Duration longest) {
        return switch (below(8)) {
            case 0 -> Duration.ofMillis(below((int) longest.toMillis() + 1));
            case 1 -> Duration.ofMillis(below((int) longest.toMillis() / 20 + 1));
            case 2, 3 -> Duration.ofMillis(below(20));
            default -> Duration.ZERO;
        };
    }
}
