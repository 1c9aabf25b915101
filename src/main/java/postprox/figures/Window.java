package postprox.figures;

import java.time.Duration;

/** A span of the past that is kept step by step, up to the step that is not over yet. */
public enum Window {
    /** A quarter of an hour. */
    QUARTER(Duration.ofSeconds(10), 90),
    HOUR(Duration.ofMinutes(1), 60);

    private final Duration step;
    private final int whole;

    Window(Duration step, int whole) {
        this.step = step;
        this.whole = whole;
    }

    public Duration step() {
        return step;
    }

    /** How many steps there are, with the one that is not over. */
    public int steps() {
        return whole + 1;
    }
}
