package postprox.filter.icap;

import java.io.IOException;
import postprox.filter.http.Body;
import postprox.filter.service.Exchange;
import postprox.filter.service.Exchange.WrongAnswer;
import postprox.net.Endpoint;
import postprox.net.WireException;

/** Asks a service what it is (RFC 3507 section 4.10). Not thread-safe. */
final class OptionsTalk implements Talk<IcapReply> {
    /** More than any service writes about itself. */
    private static final int MOST_BYTES_OF_BODY = 64 * 1024;

    private final byte[] request;
    private boolean leavesOpen;

    OptionsTalk(Endpoint server, String service) {
        this.request = IcapRequests.options(server, service);
    }

    @Override
    public IcapReply over(Exchange exchange) throws IOException, ClosedSilently {
        try {
            boolean _ = exchange.send(request, 0, request.length);
        } catch (WireException e) {
            if (e.reason() != WireException.Cause.CLOSED) {
                throw e;
            }
            throw new ClosedSilently();
        }
        Talk.awaitAnswer(exchange);
        IcapReply reply = IcapReply.read(exchange);
        if (reply.encapsulated().map(IcapReply.Encapsulated::hasBody).orElse(false)) {
            skip(Body.chunked(exchange));
        }
        leavesOpen = reply.status() == IcapReply.OK && !reply.closes() && Talk.isSilent(exchange);
        return reply;
    }

    private static void skip(Body body) throws IOException {
        byte[] block = new byte[1024];
        int total = 0;
        for (int count = body.read(block); count >= 0; count = body.read(block)) {
            total += count;
            if (total > MOST_BYTES_OF_BODY) {
                throw new WrongAnswer("its answer to OPTIONS has more than " + MOST_BYTES_OF_BODY + " bytes");
            }
        }
    }

    @Override
    public boolean leavesOpen() {
        return leavesOpen;
    }
}
