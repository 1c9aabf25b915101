package postprox.smtp;

import java.io.IOException;

/** A place that takes bytes, such as a connection or a file. */
@FunctionalInterface
public interface ByteSink {
    /** Takes all {@code length} bytes of the buffer from {@code offset} on, or throws. */
    void write(byte[] buffer, int offset, int length) throws IOException;
}
