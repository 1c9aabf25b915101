package postprox.filter.http;

import java.io.IOException;
import postprox.filter.service.Exchange;
import postprox.filter.service.Exchange.WrongAnswer;
import postprox.net.WireException;

/** The body of an answer, which is read to its end: a part of it never passes for the whole. Not thread-safe. */
public abstract sealed class Body {
    private static final int MOST_DIGITS = 15;
    private static final int MOST_BYTES_OF_LINE = 1024;
    private static final int HEXADECIMAL = 16;
    private static final int MOST_TRAILERS = 100;

    private final Exchange exchange;

    Body(Exchange exchange) {
        this.exchange = exchange;
    }

    /**
     * The body behind a head of HTTP, by its framing (RFC 9112 section 6.3). A body without a length ends where the service closes, so
     * that its reader alone can tell whether it is whole.
     *
     * @throws WrongAnswer if the head is none of HTTP, or if it frames the body in two ways, or in one that is not known
     */
    public static Body behind(Head head, Exchange exchange) throws WrongAnswer {
        if (hasNoBody(head.status("HTTP"))) {
            return new Sized(exchange, 0);
        }
        var encodings = head.all("Transfer-Encoding");
        var lengths = head.all("Content-Length").stream().distinct().toList();
        if (!encodings.isEmpty() && !lengths.isEmpty() || encodings.size() > 1 || lengths.size() > 1) {
            throw new WrongAnswer("its answer says in two ways how long its body is");
        }
        if (!encodings.isEmpty()) {
            if (!encodings.getFirst().equalsIgnoreCase("chunked")) {
                throw new WrongAnswer(
                        "its answer has an encoding that is not known: " + Head.words(encodings.getFirst()));
            }
            return new Chunked(exchange);
        }
        return lengths.isEmpty() ? new UntilClose(exchange) : new Sized(exchange, number(lengths.getFirst(), 10));
    }

    /** Whether nothing follows, whatever the fields say. A service that keeps the connection would be waited for. */
    private static boolean hasNoBody(int status) {
        return status < 200 || status == 204 || status == 304;
    }

    /**
     * A body whose length a head tells outside HTTP.
     *
     * @param length the length as it came
     * @throws WrongAnswer if it is no number
     */
    public static Body ofLength(String length, Exchange exchange) throws WrongAnswer {
        return new Sized(exchange, number(length, 10));
    }

    /** A body in chunks, as each body of ICAP is (RFC 3507 section 4.4). */
    public static Body chunked(Exchange exchange) {
        return new Chunked(exchange);
    }

    /**
     * Reads the next bytes.
     *
     * @return the number of bytes read, -1 at the body's end
     * @throws IOException if the connection breaks, or if it ends before the body does
     */
    public abstract int read(byte[] block) throws IOException;

    final int some(byte[] block, long most) throws WireException {
        int count = exchange.read(block, 0, (int) Math.min(most, block.length));
        if (count < 0) {
            throw Exchange.closed(false);
        }
        return count;
    }

    private static long number(String text, int base) throws WrongAnswer {
        boolean isNumber = !text.isEmpty()
                && text.length() <= MOST_DIGITS
                && text.chars().allMatch(c -> c < 128 && Character.digit(c, base) >= 0);
        if (!isNumber) {
            throw new WrongAnswer("its answer has a length that is none: '" + Head.words(text) + "'");
        }
        return Long.parseLong(text, base);
    }

    private static final class Sized extends Body {
        private long left;

        Sized(Exchange exchange, long length) {
            super(exchange);
            this.left = length;
        }

        @Override
        public int read(byte[] block) throws IOException {
            if (left == 0) {
                return -1;
            }
            int count = some(block, left);
            left -= count;
            return count;
        }
    }

    private static final class Chunked extends Body {
        private final Exchange exchange;
        private long left;
        private boolean isFirst = true;
        private boolean hasEnded;

        Chunked(Exchange exchange) {
            super(exchange);
            this.exchange = exchange;
        }

        @Override
        public int read(byte[] block) throws IOException {
            if (left == 0 && !hasEnded) {
                nextChunk();
            }
            if (hasEnded) {
                return -1;
            }
            int count = some(block, left);
            left -= count;
            return count;
        }

        private void nextChunk() throws IOException {
            if (!isFirst && !line().isEmpty()) {
                throw new WrongAnswer("a chunk of its answer is longer than it says");
            }
            isFirst = false;
            String line = line();
            int extension = line.indexOf(';');
            left = number((extension < 0 ? line : line.substring(0, extension)).strip(), HEXADECIMAL);
            if (left == 0) {
                endOfTrailers();
                hasEnded = true;
            }
        }

        private void endOfTrailers() throws IOException {
            for (int i = 0; !line().isEmpty(); i++) {
                if (i == MOST_TRAILERS) {
                    throw new WrongAnswer("its answer has too many fields behind its body");
                }
            }
        }

        private String line() throws IOException {
            try {
                return exchange.line(MOST_BYTES_OF_LINE);
            } catch (WireException e) {
                throw e.reason() == WireException.Cause.CLOSED ? Exchange.closed(false) : e;
            }
        }
    }

    private static final class UntilClose extends Body {
        private final Exchange exchange;

        UntilClose(Exchange exchange) {
            super(exchange);
            this.exchange = exchange;
        }

        @Override
        public int read(byte[] block) throws IOException {
            return exchange.read(block, 0, block.length);
        }
    }
}
