package postprox.filter.http;

import java.io.IOException;

/** The body of a request: the same bytes each time that it is sent. */
public interface Payload {
    /** A block that each {@link Blocks} can be read into. */
    int BLOCK_BYTES = 16 * 1024;

    /** A reader of a body. */
    @FunctionalInterface
    interface Blocks {
        /**
         * Reads the next bytes.
         *
         * @param block at least {@link #BLOCK_BYTES} long
         * @return the number of bytes read, which may be 0; -1 at the end
         */
        int read(byte[] block) throws IOException;
    }

    /** The number of bytes. */
    long size();

    /** A reader that starts at the beginning. */
    Blocks open() throws IOException;
}
