package postprox.filter.hooks;

import java.util.Optional;
import java.util.Set;
import postprox.filter.http.Url;

/**
 * Where a scanner takes hooks.
 *
 * @param url            the hook's endpoint
 * @param registrationId the id that each request names; empty if there is none
 * @param properties     what the scanner wants to know of a message, as JSON Pointers
 */
record Target(Url url, Optional<String> registrationId, Set<String> properties) {
    private static final int MOST_BYTES_OF_ID = 255;

    Target {
        properties = Set.copyOf(properties);
    }

    /** An endpoint that the administrator names, which may want to know all. */
    static Target fixed(Url url, Optional<String> registrationId) {
        return new Target(url, registrationId, Set.copyOf(DraftRequest.PROPERTIES));
    }

    /** Whether a text is an id of a registration (draft-degennaro-mta-hooks-01 section 4.2). */
    static boolean isId(String text) {
        return !text.isEmpty()
                && text.length() <= MOST_BYTES_OF_ID
                && text.chars()
                        .allMatch(c -> c >= 'a' && c <= 'z'
                                || c >= 'A' && c <= 'Z'
                                || c >= '0' && c <= '9'
                                || c == '-'
                                || c == '_'
                                || c == ':');
    }
}
