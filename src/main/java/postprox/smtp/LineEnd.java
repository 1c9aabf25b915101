package postprox.smtp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds the bytes that can be part of a line end, eight at a time: this look at every byte of a message is most of what a
 * large one costs.
 */
final class LineEnd {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long LINE_FEEDS = ONES * '\n';
    private static final long CARRIAGE_RETURNS = ONES * '\r';

    private static final long CLEARED_LINE_FEEDS = LINE_FEEDS | HIGHS;
    private static final long CLEARED_CARRIAGE_RETURNS = CARRIAGE_RETURNS | HIGHS;
    private static final long CLEARED_DOTS = ONES * '.' | HIGHS;

    private LineEnd() {}

    /** The place of the first CR or LF, or {@code to} where there is none. */
    static int indexOf(byte[] bytes, int from, int to) {
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            long eight = (long) LONGS.get(bytes, at);
            long found = zeros(eight ^ LINE_FEEDS) | zeros(eight ^ CARRIAGE_RETURNS);
            if (found != 0) {
                return at + Long.numberOfTrailingZeros(found) / Byte.SIZE;
            }
        }
        while (at < to && bytes[at] != '\n' && bytes[at] != '\r') {
            at++;
        }
        return at;
    }

    /**
     * The place of the first byte that would be LF, CR or a dot if its eighth bit, which is set, were cleared; or {@code to}
     * where there is none. US-ASCII costs next to nothing.
     */
    static int indexOfCleared(byte[] bytes, int from, int to) {
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            long eight = (long) LONGS.get(bytes, at);
            if ((eight & HIGHS) != 0) {
                long found = zeros(eight ^ CLEARED_LINE_FEEDS)
                        | zeros(eight ^ CLEARED_CARRIAGE_RETURNS)
                        | zeros(eight ^ CLEARED_DOTS);
                if (found != 0) {
                    return at + Long.numberOfTrailingZeros(found) / Byte.SIZE;
                }
            }
        }
        while (at < to && !isCleared(bytes[at])) {
            at++;
        }
        return at;
    }

    private static boolean isCleared(byte octet) {
        return octet < 0 && ((octet & 0x7F) == '\n' || (octet & 0x7F) == '\r' || (octet & 0x7F) == '.');
    }

    /**
     * Marks the bytes that are zero with their highest bit. A subtraction borrows from no byte but a zero one, so that the
     * lowest mark is always right, and it is the only one that is asked for.
     */
    private static long zeros(long bytes) {
        return bytes - ONES & ~bytes & HIGHS;
    }
}
