package postprox.filter;

/** What becomes of a message that is larger than a filter takes. Such a message is no failure of the filter. */
public enum Oversize {
    /** The message passes this filter as it is. */
    SKIP,
    /** The client gets a 4xx reply. */
    TEMPFAIL,
    /** The client gets a 5xx reply. */
    REJECT
}
