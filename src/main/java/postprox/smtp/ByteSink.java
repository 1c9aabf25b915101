package postprox.smtp;

import java.io.IOException;

/** Where bytes go. */
@FunctionalInterface
public interface ByteSink {
    /** Takes all of the bytes given, or fails. */
    void write(byte[] buffer, int offset, int length) throws IOException;
}
