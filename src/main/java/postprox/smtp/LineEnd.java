package postprox.smtp;

/** Finds the bytes that can be part of a line end. */
final class LineEnd {
    private LineEnd() {}

    /** The place of the first CR or LF, or {@code to} where there is none. */
    static int indexOf(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n' || bytes[i] == '\r') {
                return i;
            }
        }
        return to;
    }
}
