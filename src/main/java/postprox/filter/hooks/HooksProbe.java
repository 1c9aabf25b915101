package postprox.filter.hooks;

import java.io.IOException;
import java.util.List;
import postprox.filter.http.BodyStream;
import postprox.filter.http.Call;
import postprox.filter.http.Head;
import postprox.filter.http.Pieces;
import postprox.filter.http.Url;
import postprox.time.Deadline;

/** Looks whether a scanner is there, by its discovery document (draft-degennaro-mta-hooks-01 section 3). Not every scanner has one. */
public final class HooksProbe {
    private static final String WELL_KNOWN = "/.well-known/mta-hooks";
    private static final int MOST_BYTES = 64 * 1024;

    private HooksProbe() {}

    /**
     * Asks a scanner for its discovery document.
     *
     * @return what it says of its version, or that HTTP is spoken there without such a document; printable
     * @throws IOException if no HTTP is spoken there until the deadline; its message says why
     */
    public static String version(Url place, Access access, Deadline deadline) throws IOException {
        try (Call call = access.call("GET", place.resolve(WELL_KNOWN), List.of(), Pieces.of(new byte[0]), deadline)) {
            if (call.status() != 200) {
                return "HTTP without a discovery document (" + call.status() + ")";
            }
            try (BodyStream body = call.body(MOST_BYTES)) {
                String version = Json.object(body).member("version").asText().orElse("unknown");
                return "MTA Hooks, version " + Head.words(version);
            } catch (Json.Wrong e) {
                return "HTTP with a discovery document that cannot be read: " + e.getMessage();
            }
        }
    }
}
