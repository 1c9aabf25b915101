package postprox.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import postprox.time.Deadline;

/** Asks the system for the addresses of a host's name. */
record NamedHost(Endpoint.Tcp place) implements LookUp.Question {
    /** The system does not tell how long an answer may be kept. */
    private static final Duration KEPT = Duration.ofSeconds(30);

    @Override
    public LookUp.Found ask(Deadline limit) throws IOException {
        try {
            List<Host.Address> addresses = new ArrayList<>();
            for (InetAddress address : HostNames.find(place.host())) {
                addresses.add(new Host.Address(
                        place + " (" + Endpoint.numbers(address) + ")", new InetSocketAddress(address, place.port())));
            }
            return new LookUp.Found(List.of(new Host(0, 0, addresses)), KEPT);
        } catch (UnknownHostException e) {
            throw new IOException("unknown host", e);
        }
    }
}
