package postprox.filter.virus;

/** What becomes of a message in which a scanner found no virus, but of which it says more than that it is clean. */
public enum OnFinding {
    /** The message is refused, as with a virus. */
    REJECT,
    /** The message passes. */
    PASS
}
