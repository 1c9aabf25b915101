package postprox.filter;

/** Whether a message passes when its filter failed. */
public enum FailurePolicy {
    /** The message passes as it came. This is the default, as in the original program. */
    PASS,
    /** The client gets a 4xx reply and can try again (option -r). */
    TEMPFAIL
}
