package postprox.filter.http;

import java.io.IOException;
import postprox.filter.service.Exchange;
import postprox.filter.service.Exchange.WrongAnswer;
import postprox.net.WireException;

/** A request that was sent, and the head of its answer. Not thread-safe. */
public final class Call implements AutoCloseable {
    private static final String HTTP = "HTTP";
    private static final int MOST_INTERIM_HEADS = 5;
    private static final int MOST_WORDS = 300;

    private final Exchange exchange;
    private final Head head;
    private final int status;
    private final boolean isWhole;

    private Call(Exchange exchange, Head head, boolean isWhole) throws WrongAnswer {
        this.exchange = exchange;
        this.head = head;
        this.status = head.status(HTTP);
        this.isWhole = isWhole;
    }

    /**
     * Sends a request, and reads the head of the answer. The connection is closed with the call, or if this fails.
     *
     * @param exchange nothing has been sent in it
     *
     * @throws IOException if the connection breaks, or what comes is no HTTP
     */
    public static Call make(Exchange exchange, Request request) throws IOException {
        boolean isMade = false;
        try {
            if (exchange.hasSpoken()) {
                throw early(exchange);
            }
            boolean isWhole = request.send(exchange);
            Call call = new Call(exchange, finalHead(exchange), isWhole);
            isMade = true;
            return call;
        } finally {
            if (!isMade) {
                exchange.close();
            }
        }
    }

    private static IOException early(Exchange exchange) throws WireException {
        return exchange.read(new byte[1], 0, 1) < 0
                ? Exchange.closed(true)
                : new WrongAnswer("it spoke before it was asked: no HTTP is spoken there");
    }

    /** The head behind those that only say that an answer will come (RFC 9110 section 15.2). */
    private static Head finalHead(Exchange exchange) throws IOException {
        for (int i = 0; i < MOST_INTERIM_HEADS; i++) {
            Head head = Head.read(exchange, HTTP);
            if (head.status(HTTP) / 100 != 1) {
                return head;
            }
        }
        throw new WrongAnswer("it says again and again that its answer will come");
    }

    public int status() {
        return status;
    }

    public Head head() {
        return head;
    }

    /** Whether the service had all of the request before it answered. */
    public boolean isWhole() {
        return isWhole;
    }

    /** The body of the answer, of which no more may be read than so many bytes. */
    public BodyStream body(long mostBytes) throws WrongAnswer {
        return new BodyStream(Body.behind(head, exchange), mostBytes);
    }

    /** The status and the beginning of the body, printable, for the log. They are a refusal's or a failure's. */
    public String words() {
        StringBuilder text = new StringBuilder("it said ").append(Head.words(head.statusLine()));
        try (BodyStream body = body(Integer.MAX_VALUE)) {
            byte[] beginning = body.readNBytes(MOST_WORDS);
            if (beginning.length > 0) {
                String said = new String(beginning, java.nio.charset.StandardCharsets.ISO_8859_1);
                text.append(": ").append(Head.words(said.strip()));
            }
        } catch (IOException e) {
            // The status says enough.
        }
        return text.toString();
    }

    @Override
    public void close() {
        exchange.close();
    }
}
