package postprox.filter.api;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A message that is to be examined. Any thread may use it, one at a time. When the filter has answered, or its time is over, the
 * message is closed: each method that reads then throws an {@link IOException}. postprox implements this interface.
 */
public interface Message {
    /** The addresses of the message. */
    Envelope envelope();

    /** Where the message comes from. */
    Client client();

    /** The size of the content in bytes. */
    long size();

    /**
     * The content from its beginning: the header, an empty line and the body, with LF at the end of each line. Each call gives
     * another stream. A small message is read from memory, a large one from its file, so that reading never needs the memory of a
     * whole message. The stream need not be closed.
     *
     * @throws IOException if the message is closed
     */
    InputStream content() throws IOException;

    /**
     * The fields of the header from top to bottom.
     *
     * @throws IOException if the message is closed or cannot be read, or its header is larger than 256 KB
     */
    List<HeaderField> header() throws IOException;

    /**
     * A file with the content, for a library that needs one. A small message is written to a file for this call, so a filter that
     * can read {@link #content} should do that. The file must not be changed: the message would be put off. It is removed after the
     * message's delivery.
     *
     * @throws IOException if the message is closed, or the file cannot be written
     */
    Path file() throws IOException;

    /** The time that is left for the answer; zero if it is over. */
    Duration timeLeft();
}
