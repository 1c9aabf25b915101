package postprox.smtp;

import java.io.IOException;

/** Reads content from a client and makes Unix text of it. */
@FunctionalInterface
public interface ContentReader {
    /**
     * Reads to the end of what there is to read: of all content, or of one chunk of it.
     *
     * @param text where the content goes, in blocks
     * @return false where the input ended first
     */
    boolean read(InputBuffer in, ByteSink text) throws IOException;
}
