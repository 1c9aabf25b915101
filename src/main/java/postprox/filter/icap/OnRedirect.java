package postprox.filter.icap;

/** What becomes of a message in whose place a service returns a redirection to another page (HTTP status 3xx). */
public enum OnRedirect {
    /** The message is put off: the page may be about a virus. */
    FAIL,
    /** The message is refused, as with a virus: squidclamav redirects to a page about the virus. */
    REJECT
}
