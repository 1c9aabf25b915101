package postprox.filter.icap;

/** How a service gets a message (RFC 3507 section 3): as what somebody loads down, or as what somebody sends. */
public enum Method {
    /** RESPMOD, or REQMOD if the service's answer to OPTIONS names that alone. */
    AUTO,
    /** As the body of an HTTP response. */
    RESPMOD,
    /** As the body of an HTTP request. */
    REQMOD
}
