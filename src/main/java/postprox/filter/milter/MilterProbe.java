package postprox.filter.milter;

import java.io.IOException;
import postprox.filter.service.Exchange;
import postprox.net.Endpoint;
import postprox.net.ServiceDialer;
import postprox.time.Deadline;

/** Looks whether a milter answers. It does not show whether the milter can examine a message. */
public final class MilterProbe {
    private MilterProbe() {}

    /**
     * Negotiates with a milter, and takes leave.
     *
     * @return which version of the protocol it speaks and what it wants to do, as bits
     * @throws IOException if it does not answer as a milter does until the deadline; its message says why
     */
    public static String describe(Endpoint server, ServiceDialer dialer, Deadline deadline) throws IOException {
        try (Connection connection = new Connection(new Exchange(dialer.dial(server, deadline)), deadline)) {
            connection.send(Negotiation.offer(Offer.ALL));
            Negotiation agreed = Negotiation.of(connection.ask());
            connection.leave(Packet.of(Packet.QUIT));
            return "milter protocol " + agreed.version() + ", actions 0x" + Integer.toHexString(agreed.actions())
                    + ", steps 0x" + Integer.toHexString(agreed.protocol());
        }
    }
}
