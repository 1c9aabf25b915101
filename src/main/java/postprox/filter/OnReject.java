package postprox.filter;

/** What becomes of a message that a filter refuses. */
public enum OnReject {
    /** The client gets the filter's reply. */
    REJECT,
    /** The message passes with a header field that has the filter's reply ({@link Tag}). */
    TAG
}
