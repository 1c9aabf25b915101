package postprox.simulation;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** All that is left to chance in a run. The same seed gives the same run. Not thread-safe. */
final class Chance {
    private final SplittableRandom random;

    Chance(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** From 0 to one less than the number given. */
    int below(int end) {
        return random.nextInt(end);
    }

    /** Both ends included. */
    int between(int least, int most) {
        return least + random.nextInt(most - least + 1);
    }

    boolean oneIn(int number) {
        return random.nextInt(number) == 0;
    }

    boolean percent(int share) {
        return random.nextInt(100) < share;
    }

    <T> T of(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** Mostly at once or within milliseconds, seldom up to the longest. */
    Duration delay(Duration longest) {
        return switch (random.nextInt(8)) {
            case 0 -> Duration.ofMillis(random.nextLong(longest.toMillis() + 1));
            case 1 -> Duration.ofMillis(random.nextLong(longest.toMillis() / 20 + 1));
            case 2, 3 -> Duration.ofMillis(random.nextInt(20));
            default -> Duration.ZERO;
        };
    }
}
