package postprox.smtp;

import java.io.IOException;

/** A place that gives bytes, such as a connection or a file, by one read at a time. */
@FunctionalInterface
public interface ByteSource {
    /**
     * Reads at least one byte. A read waits for that byte, unless the source says otherwise.
     *
     * @return the number of bytes read, or -1 at the end of input
     */
    int read(byte[] buffer, int offset, int length) throws IOException;
}
