package postprox.filter;

/** What becomes of a message whose filter failed. */
public enum FailurePolicy {
    /** It passes as it came: the original's default. */
    PASS,
    /** The client is told to come again (option -r). */
    TEMPFAIL
}
