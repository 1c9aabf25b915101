package postprox.filter.http;

import java.io.IOException;
import postprox.filter.service.Exchange.Blocks;

/** A body of three pieces: some bytes, a text that is read as it is sent, and some bytes again. */
public final class Pieces implements Payload {
    private final byte[] before;
    private final long middleSize;
    private final Source middle;
    private final byte[] after;

    /**
     * Makes a body.
     *
     * @param middleSize the number of bytes of the middle
     * @param middle     opens the middle at its beginning
     */
    public Pieces(byte[] before, long middleSize, Source middle, byte[] after) {
        this.before = before;
        this.middleSize = middleSize;
        this.middle = middle;
        this.after = after;
    }

    /** Opens a text at its beginning. */
    @FunctionalInterface
    public interface Source {
        Blocks open() throws IOException;
    }

    /** A body that is in memory. */
    public static Payload of(byte[] bytes) {
        return new Pieces(bytes, 0, () -> _ -> -1, new byte[0]);
    }

    @Override
    public long size() {
        return before.length + middleSize + after.length;
    }

    @Override
    public Blocks open() throws IOException {
        return new Reader(before, middle.open(), after);
    }

    private static final class Reader implements Blocks {
        private final byte[][] ends;
        private final Blocks middle;
        private int piece;
        private int at;

        Reader(byte[] before, Blocks middle, byte[] after) {
            this.ends = new byte[][] {before, after};
            this.middle = middle;
        }

        @Override
        public int read(byte[] block) throws IOException {
            int count = piece == 1 ? middle.read(block) : some(block, ends[piece / 2]);
            if (count >= 0 || piece == 2) {
                return count;
            }
            piece++;
            at = 0;
            return 0;
        }

        private int some(byte[] block, byte[] from) {
            if (at == from.length) {
                return -1;
            }
            int count = Math.min(block.length, from.length - at);
            System.arraycopy(from, at, block, 0, count);
            at += count;
            return count;
        }
    }
}
