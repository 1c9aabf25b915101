package postprox.smtp;

import java.io.IOException;

/** Where bytes come from, one blocking read at a time. */
@FunctionalInterface
public interface ByteSource {
    /**
     * Reads at least one byte, waiting for it if need be.
     *
     * @return how many bytes were read, or -1 at the end of input
     */
    int read(byte[] buffer, int offset, int length) throws IOException;
}
