package postprox.filter.clamd;

/** What becomes of a message about which clamd reports no virus but that it could not look at all of it. */
public enum OnFinding {
    /** The message is refused, as with a virus. */
    REJECT,
    /** The message passes. */
    PASS
}
