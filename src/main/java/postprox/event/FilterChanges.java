package postprox.event;

import java.util.List;

/**
 * What a reload made of the filters, by their names. A filter that is in none of the lists stays, with its processes and connections.
 *
 * @param added   those that are new
 * @param changed those that were made anew, by other settings or of another program
 * @param gone    those that are no longer there
 */
public record FilterChanges(List<String> added, List<String> changed, List<String> gone) {
    public static final FilterChanges NONE = new FilterChanges(List.of(), List.of(), List.of());

    public FilterChanges {
        added = List.copyOf(added);
        changed = List.copyOf(changed);
        gone = List.copyOf(gone);
    }
}
