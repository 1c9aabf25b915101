package postprox.net;

import static postprox.testkit.Promise.holds;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import postprox.testkit.FuzzInput;

/** A place of any bytes: one that is written again as it was understood, or a complaint that names it. */
public final class EndpointFuzz {
    private EndpointFuzz() {}

    public static void attack(byte[] input) {
        // No argument of a program holds a NUL.
        String text = new FuzzInput(input).text().replace('\0', '0');
        read(Endpoint::parseNextHop, text, 1);
        read(Endpoint::parseListen, text, 0);
        read(service -> Endpoint.parseService(service, 3310), text, 1);
        readList(text);
    }

    private static void readList(String text) {
        try {
            List<Destination> places = NextHops.parse(text, Endpoint::parseNextHop);
            holds("some", !places.isEmpty() && places.size() <= NextHops.MOST);
            String written = NextHops.written(places);
            // Blanks beside a comma are none of a place's, and those of a single one are.
            boolean isOdd = written.contains("unix:") || written.contains("inet:") || places.size() == 1;
            holds(
                    "read again",
                    isOdd || NextHops.parse(written, Endpoint::parseNextHop).equals(places));
        } catch (IllegalArgumentException e) {
            holds("it says what is wrong", String.valueOf(e.getMessage()).contains("'"));
        }
    }

    private static void read(Function<String, Endpoint> parser, String text, int leastPort) {
        Optional<Endpoint> place = parse(parser, text);
        place.ifPresent(endpoint -> {
            // Of all hosts only those named "unix" and "inet" are mistaken for something else where a port is added.
            String written = endpoint.toString();
            holds(
                    "read again",
                    written.startsWith("unix:")
                            || written.startsWith("inet:")
                            || parse(parser, written).equals(place));
            if (endpoint instanceof Endpoint.Tcp(String host, int port)) {
                holds("a host", !host.isEmpty() && text.contains(host) || host.equals(Endpoint.LOOPBACK));
                holds("a port", port >= leastPort && port <= 65535);
            }
        });
    }

    private static Optional<Endpoint> parse(Function<String, Endpoint> parser, String text) {
        try {
            return Optional.of(parser.apply(text));
        } catch (IllegalArgumentException e) {
            holds("it says what is wrong", String.valueOf(e.getMessage()).contains("'" + text + "'"));
            return Optional.empty();
        }
    }
}
