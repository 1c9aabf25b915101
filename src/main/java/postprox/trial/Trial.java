package postprox.trial;

import java.io.IOException;
import java.io.InputStream;

/** Shows messages to filters, one after the other, and tells what would become of each. */
@FunctionalInterface
public interface Trial {
    /**
     * Shows a message to the filters.
     *
     * @param content the message
     * @throws IOException if the message cannot be read or stored
     */
    Account run(InputStream content) throws IOException;
}
