package postprox.filter.api;

import java.io.OutputStream;

/** Writes the new content of a message. */
@FunctionalInterface
public interface ContentWriter {
    /**
     * Writes all of the new content: the header, an empty line and the body, with LF or CRLF at the end of each line. The thread that
     * examined the message calls this method after the answer, within the same time limit. The message can still be read.
     *
     * <p>The content is complete when the method returns. So a stream or writer that the method has put around {@code out} must be
     * flushed before that. {@code out} is buffered and need not be closed. It takes as much as the administrator allows for a
     * message, and throws an {@link java.io.IOException} beyond that.
     *
     * @throws Exception if the content could not be written: the filter has failed then
     */
    void writeTo(OutputStream out) throws Exception;
}
