package postprox.filter.icap;

import java.io.IOException;
import java.util.StringJoiner;
import postprox.filter.http.Head;
import postprox.filter.service.Exchange;
import postprox.net.Endpoint;
import postprox.net.ServiceDialer;
import postprox.net.Wire;
import postprox.time.Deadline;

/** Looks whether an ICAP service answers. It does not show whether the scanner behind it works. */
public final class IcapProbe {
    private IcapProbe() {}

    /**
     * Asks a service whether it is there, and what it is.
     *
     * @return its own words about itself, its methods and its ISTag, printable
     * @throws IOException if it does not answer as a service does until the deadline; its message says why
     */
    public static String service(Endpoint server, String service, ServiceDialer dialer, Deadline deadline)
            throws IOException {
        try (Wire wire = dialer.dial(server, deadline)) {
            IcapReply reply = new OptionsTalk(server, service).over(new Exchange(wire));
            if (reply.status() != IcapReply.OK) {
                throw new IOException("it answered " + reply.words());
            }
            StringJoiner words = new StringJoiner("; ");
            reply.head().first("Service").map(Head::words).ifPresent(words::add);
            reply.head().first("Methods").map(Head::words).ifPresent(words::add);
            return words.add("ISTag " + reply.tag()).toString();
        } catch (Talk.ClosedSilently e) {
            throw Exchange.closed(true);
        }
    }
}
