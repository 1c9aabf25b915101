package postprox.event;

import java.util.ArrayList;
import java.util.List;
import postprox.mail.Envelope;

/**
 * The facts about a message, as far as it was handled.
 *
 * @param envelope   the envelope, and the facts about the client
 * @param size       the content's size in bytes, as the filter sees it
 * @param phases     how long the parts of the work took
 * @param said       the last line of standard error of the manual's filter if it let the message pass; empty if it wrote none
 * @param notes      what each filter said, in their order; the manual's filter has an empty name
 */
public record Handled(Envelope envelope, long size, Phases phases, String said, List<FilterNote> notes) {
    public Handled {
        notes = List.copyOf(notes);
    }

    /** What each filter with a name said, in their order. */
    public List<FilterNote> named() {
        // No stream: its lambda would be one more class at each start.
        List<FilterNote> named = new ArrayList<>(notes.size());
        for (FilterNote note : notes) {
            if (!note.filter().isEmpty()) {
                named.add(note);
            }
        }
        return named;
    }
}
