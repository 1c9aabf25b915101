package postprox.filter;

/**
 * Whether a message passes when its filter failed: {@link Chain} decides by it, and {@code session.MessageAnswer} makes the client's
 * reply. A filter that hangs has failed too, as soon as its time is over.
 */
public enum FailurePolicy {
    /** The message passes without this filter. This is the default, as in the original program. */
    PASS,
    /** The client gets a 4xx reply and can try again (option -r). */
    TEMPFAIL
}
