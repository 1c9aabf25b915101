package postprox.smtp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds the bytes that can be part of a line end. It looks at eight bytes at a time, since looking at every byte is the
 * largest part of a large message's cost.
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

    /** The index of the first CR or LF; {@code to} if there is none. */
    static int indexOf(byte[] bytes, int from, int to) {
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            long eight = (long) LONGS.get(bytes, at);
            long marks = zeros(eight ^ LINE_FEEDS) | zeros(eight ^ CARRIAGE_RETURNS);
            if (marks != 0) {
                return at + Long.numberOfTrailingZeros(marks) / Byte.SIZE;
            }
        }
        while (at < to && bytes[at] != '\n' && bytes[at] != '\r') {
            at++;
        }
        return at;
    }

    /**
     * The index of the first byte that has its eighth bit set and would be LF, CR or a dot without it; {@code to} if there is
     * none. In US-ASCII no byte has the bit, and one comparison settles eight bytes.
     */
    static int indexOfCleared(byte[] bytes, int from, int to) {
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            long eight = (long) LONGS.get(bytes, at);
            if ((eight & HIGHS) != 0) {
                long marks = zeros(eight ^ CLEARED_LINE_FEEDS)
                        | zeros(eight ^ CLEARED_CARRIAGE_RETURNS)
                        | zeros(eight ^ CLEARED_DOTS);
                if (marks != 0) {
                    return at + Long.numberOfTrailingZeros(marks) / Byte.SIZE;
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
     * Sets the highest bit of each byte that is zero. A mark above the lowest one may be wrong, since only a byte that is zero
     * borrows from the byte above it. The callers use the lowest mark alone.
     */
    private static long zeros(long bytes) {
        return bytes - ONES & ~bytes & HIGHS;
    }
}
