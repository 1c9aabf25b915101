package postprox.filter.icap;

import postprox.net.Endpoint;

/**
 * The place of a service, as its address has it (RFC 3507 section 4.2): {@code icap://HOST:PORT/SERVICE?ARGUMENTS}. The first two words
 * may be left out, and so may the port.
 *
 * @param server  the preferred server
 * @param service the path of the service without its first slash, with the arguments behind it
 */
public record IcapPlace(Endpoint server, String service) {
    /** ICAP's port (RFC 3507 section 4.2). */
    public static final int PORT = 1344;

    private static final String SCHEME = "icap:";
    private static final String WITH_TLS = "icaps:";
    private static final String AUTHORITY = "//";
    private static final int MOST_BYTES = 1000;

    /**
     * Reads a place.
     *
     * @throws IllegalArgumentException if the text is none; its message tells the user what is wrong
     */
    public static IcapPlace parse(String text) {
        if (text.startsWith(WITH_TLS)) {
            throw wrong(text, "postprox speaks no TLS to a service; put stunnel or the like between the two");
        }
        String rest = without(AUTHORITY, without(SCHEME, text));
        int slash = rest.indexOf('/');
        String service = slash < 0 ? "" : rest.substring(slash + 1);
        if (service.isEmpty()) {
            throw wrong(text, "the service is missing, as in icap://127.0.0.1:1344/avscan");
        }
        // The service stands in the first line of each request.
        if (service.length() > MOST_BYTES || !service.chars().allMatch(c -> c > ' ' && c <= '~' && c != '#')) {
            throw wrong(
                    text,
                    "a service has 1 to " + MOST_BYTES
                            + " characters of US-ASCII, without blanks and #; write others as %20");
        }
        return new IcapPlace(Endpoint.parseService(rest.substring(0, slash), PORT), service);
    }

    private static String without(String start, String text) {
        return text.startsWith(start) ? text.substring(start.length()) : text;
    }

    private static IllegalArgumentException wrong(String text, String complaint) {
        return new IllegalArgumentException("'" + text + "': " + complaint);
    }
}
