package postprox.event;

import java.time.Duration;

/**
 * How long the work on a message took until an event of it, part by part.
 *
 * @param receiving from the reply 354, or from BDAT, to the end of the content
 * @param filtering all filters, with the wait for their turn; zero if none was asked
 * @param whole     from the end of the content to the event; zero if the content has not ended
 */
public record Phases(Duration receiving, Duration filtering, Duration whole) {
    /** Of a message that has not begun. */
    public static final Phases NONE = new Phases(Duration.ZERO, Duration.ZERO, Duration.ZERO);

    /** What the filters leave of the whole: as a rule, the time that the next hop took. */
    public Duration answering() {
        return whole.compareTo(filtering) > 0 ? whole.minus(filtering) : Duration.ZERO;
    }
}
