package postprox.config;

import java.util.List;
import postprox.net.Destination;
import postprox.net.Endpoint;
import postprox.net.NextHops;

/** A value that is one or more places of the next hop, with commas between them. */
record NextHopPlaces() implements Type<List<Destination>> {
    @Override
    public List<Destination> parse(String text) {
        // As a rule there is one. Its process needs no class for lists then (ColdStartTest).
        return NextHops.isEndpoint(text)
                ? List.of(Place.NEXT_HOP.parse(text))
                : NextHops.parse(text, NextHopPlaces::endpoint);
    }

    private static Endpoint endpoint(String text) {
        return Place.NEXT_HOP.parse(text);
    }
}
