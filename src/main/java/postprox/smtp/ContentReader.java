package postprox.smtp;

import java.io.IOException;

/** Reads a message's content from a client and makes Unix text of it: each line ends with LF. */
@FunctionalInterface
public interface ContentReader {
    /**
     * Reads the whole content (after DATA), or one chunk of it (after BDAT).
     *
     * @param text takes the content, in blocks
     * @return false if the input ended first
     */
    boolean read(InputBuffer in, ByteSink text) throws IOException;
}
