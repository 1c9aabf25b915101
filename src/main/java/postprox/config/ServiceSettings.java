package postprox.config;

import static postprox.config.Option.Declaration.option;

import java.util.List;
import postprox.net.Endpoint;

/** What the kinds of filters that ask a service have in common: the places of its servers. */
final class ServiceSettings {
    private ServiceSettings() {}

    /** The setting {@code servers} of a kind of service. Each kind declares it once. */
    static Option<List<Endpoint>> servers(int usualPort) {
        return option("servers", "PLACES", new ServicePlaces(usualPort))
                .help("more servers, with blanks between them, each asked if those before it fail")
                .manual("""
                        More servers of the service, with blanks between them.
                        The place behind the kind's colon is preferred; each other server is asked if those before it cannot be reached, or failed
                        on the message.
                        After a time-out no other server is asked, and a message on which two servers failed is not given to a third.
                        Write addresses rather than names: the system's resolver looks a name up for each connection, and that time is not within
                        `timeout`.
                        A server that failed five times in a row is left alone, and tried again after 10 seconds, later after 20, 40 and then each 60.
                        """);
    }
}
