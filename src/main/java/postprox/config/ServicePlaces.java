package postprox.config;

import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.List;
import postprox.net.Endpoint;
import postprox.posix.PathText;

/**
 * A value that is one or more places of a service, with blanks or commas between them.
 *
 * @param usualPort the port of a host without one; 0 if such services have no common port
 */
record ServicePlaces(int usualPort) implements Type<List<Endpoint>> {
    @Override
    public List<Endpoint> parse(String text) {
        List<Endpoint> places = new ArrayList<>();
        int start = 0;
        for (int at = 0; at <= text.length(); at++) {
            if (at == text.length() || " \t,".indexOf(text.charAt(at)) >= 0) {
                if (at > start) {
                    places.add(place(text.substring(start, at)));
                }
                start = at + 1;
            }
        }
        if (places.isEmpty()) {
            throw new IllegalArgumentException("it names no place; write HOST:PORT or the path of a Unix socket");
        }
        return List.copyOf(places);
    }

    private Endpoint place(String text) {
        if (text.indexOf('/') > 0 && !text.startsWith(Endpoint.UNIX)) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no place: write the whole path of a Unix socket, from / on, or HOST:PORT");
        }
        try {
            // An Endpoint has a path as Java's text, but the text here has one byte a character.
            String scheme = text.startsWith(Endpoint.UNIX) ? Endpoint.UNIX : "";
            String rest = text.substring(scheme.length());
            boolean isPath = !scheme.isEmpty() || text.startsWith("/");
            return Endpoint.parseService(scheme + (isPath ? PathText.path(rest).toString() : rest), usualPort);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("the path in '" + text + "' cannot be used in this locale", e);
        }
    }
}
