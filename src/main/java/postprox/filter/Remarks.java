package postprox.filter;

import java.util.Optional;

/**
 * Remarks for the log about a filter that let a message pass. They do not change the verdict.
 *
 * @param said the last line of the filter's standard error; empty if it wrote none
 * @param hint a sentence for the administrator about a probable mistake of the filter, if there is one
 */
public record Remarks(String said, Optional<String> hint) {
    public static final Remarks NONE = new Remarks("", Optional.empty());

    /** The same with one more hint. */
    public Remarks hinting(String more) {
        return new Remarks(
                said, Optional.of(hint.map(first -> first + "; " + more).orElse(more)));
    }
}
