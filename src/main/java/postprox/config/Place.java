package postprox.config;

import java.nio.file.InvalidPathException;
import postprox.net.Endpoint;
import postprox.posix.PathText;

/** A place to connect to, or to listen on. */
enum Place implements Type<Endpoint> {
    NEXT_HOP,
    LISTEN;

    @Override
    public Endpoint parse(String text) {
        try {
            // Endpoint has Java's text of a path, and what is read here are bytes.
            String java = text.startsWith(Endpoint.UNIX)
                    ? Endpoint.UNIX + PathText.path(text.substring(Endpoint.UNIX.length()))
                    : text;
            return this == LISTEN ? Endpoint.parseListen(java) : nextHop(java);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("the path in '" + text + "' cannot be used in this locale", e);
        }
    }

    /** A filter in the next hop's place, as when the two are mixed up, is no host. */
    private static Endpoint nextHop(String text) {
        if (text.startsWith("/")) {
            throw new IllegalArgumentException("'" + text
                    + "': this is a path; a filter goes behind -c, and a Unix socket is written unix:" + text);
        }
        return Endpoint.parseNextHop(text);
    }
}
