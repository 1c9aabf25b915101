package postprox.admin;

import java.io.IOException;

/** What there is at one path of the web server. Thread-safe. */
@FunctionalInterface
public interface Page {
    /**
     * Answers a request. The calling thread is that of the request alone, and may block.
     *
     * @throws IOException if the client has gone
     */
    void answer(Answer answer) throws IOException;

    /** Who may see a page. */
    enum Access {
        /** Everyone who reaches the server. Such a page says nothing about mail, hosts or people. */
        OPEN,
        /** Who passes all of {@link Gate}. */
        GUARDED
    }
}
