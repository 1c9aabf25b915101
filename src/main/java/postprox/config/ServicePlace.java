package postprox.config;

import java.util.List;
import postprox.net.Endpoint;

/**
 * A value that is one place of a service.
 *
 * @param servers the setting for the places of its other servers
 */
record ServicePlace(Option<List<Endpoint>> servers) implements Type<Endpoint> {
    @Override
    public Endpoint parse(String text) {
        List<Endpoint> places = servers.type().parse(text);
        if (places.size() > 1) {
            throw new IllegalArgumentException(
                    "'" + text + "' is more than one place; write the others behind servers=");
        }
        return places.getFirst();
    }
}
