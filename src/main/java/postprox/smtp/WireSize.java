package postprox.smtp;

/** The size of content on the wire, as RFC 1870 section 3 counts it: each LF of the text is CRLF there. */
public final class WireSize {
    private WireSize() {}

    /** The size of a part of a text. */
    public static int of(byte[] bytes, int offset, int length) {
        int size = length;
        for (int i = offset; i < offset + length; i++) {
            size += bytes[i] == '\n' ? 1 : 0;
        }
        return size;
    }
}
