package postprox.filter.http;

import java.io.IOException;
import postprox.filter.service.Exchange;

/** The body of a request: the same bytes each time that it is sent. */
public interface Payload {
    /** The number of bytes. */
    long size();

    /** A reader that starts at the beginning. */
    Exchange.Blocks open() throws IOException;
}
