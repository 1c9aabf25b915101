package postprox.filter;

import java.util.Optional;

/**
 * What there is to say about a filter that let a message pass. It changes nothing about the verdict.
 *
 * @param said the last line of its standard error; empty where it said nothing
 * @param hint what it may not have meant to do, in words for the administrator
 */
public record Remarks(String said, Optional<String> hint) {
    public static final Remarks NONE = new Remarks("", Optional.empty());
}
