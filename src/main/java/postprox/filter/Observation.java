package postprox.filter;

/**
 * How many messages a filter only observes: its answers are logged, and the messages pass whatever they are.
 *
 * @param percent how many of a hundred messages are shown to the filter
 */
public record Observation(int percent) {
    /** All messages are shown to the filter. */
    public static final Observation OF_ALL = new Observation(100);
}
