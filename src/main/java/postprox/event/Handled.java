package postprox.event;

import java.time.Duration;
import java.util.List;
import postprox.mail.Envelope;

/**
 * The facts about a message, as far as it was handled.
 *
 * @param envelope   the envelope, and the facts about the client
 * @param size       the content's size in bytes, as the filter sees it
 * @param filterTime the time that all filters took; zero if none was asked
 * @param said       the last line of standard error of the manual's filter if it let the message pass; empty if it wrote none
 * @param notes      what each filter with a name said, in their order
 */
public record Handled(Envelope envelope, long size, Duration filterTime, String said, List<FilterNote> notes) {
    public Handled {
        notes = List.copyOf(notes);
    }
}
