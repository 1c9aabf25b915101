package postprox.filter;

/** What becomes of a message that a filter refuses. */
public enum OnReject {
    /** The client gets the filter's reply. */
    REJECT,
    /** The message passes with a header field that has the filter's reply ({@link Tag}). */
    TAG,
    /** The message is kept aside if the refusal is for good (5xx). A refusal for now (4xx) stays one: the client tries again. */
    QUARANTINE,
    /** The message is thrown away if the refusal is for good, as with {@link #QUARANTINE}. */
    DISCARD
}
