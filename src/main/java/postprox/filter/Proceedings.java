package postprox.filter;

import java.util.List;
import postprox.event.FilterNote;

/**
 * What the filters of a chain said of a message, in their order, up to the filter that ended the examination.
 *
 * @param notes    what each said, for the log
 * @param remarks  the remarks of those that let the message pass
 * @param failures those that failed, and without which the message may pass all the same
 */
public record Proceedings(List<FilterNote> notes, List<Remarks> remarks, List<Failure> failures) {
    /**
     * A filter failed, and its failure policy is {@link FailurePolicy#PASS}.
     *
     * @param filter the filter's name; empty for the manual's filter
     * @param reason why it failed
     */
    public record Failure(String filter, String reason) {}

    public Proceedings {
        notes = List.copyOf(notes);
        remarks = List.copyOf(remarks);
        failures = List.copyOf(failures);
    }
}
