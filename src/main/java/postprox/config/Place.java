package postprox.config;

import java.nio.file.InvalidPathException;
import postprox.net.Endpoint;
import postprox.posix.PathText;

/** A value that is an address to connect to, or to listen on. */
enum Place implements Type<Endpoint> {
    NEXT_HOP,
    LISTEN;

    @Override
    public Endpoint parse(String text) {
        try {
            // An Endpoint has a path as Java's text, but the text here has one byte a character.
            String java = text.startsWith(Endpoint.UNIX)
                    ? Endpoint.UNIX + PathText.path(text.substring(Endpoint.UNIX.length()))
                    : text;
            return this == LISTEN ? Endpoint.parseListen(java) : nextHop(java);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("the path in '" + text + "' cannot be used in this locale", e);
        }
    }

    /** Reads a next hop. A path is refused, since a user who writes one has probably put the filter there. */
    private static Endpoint nextHop(String text) {
        if (text.startsWith("/")) {
            throw new IllegalArgumentException("'" + text
                    + "': this is a path; a filter goes behind -c, and a Unix socket is written unix:" + text);
        }
        return Endpoint.parseNextHop(text);
    }
}
