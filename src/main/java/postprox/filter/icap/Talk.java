package postprox.filter.icap;

import java.io.IOException;
import postprox.filter.service.Exchange;
import postprox.net.WireException;

/**
 * One request and its answer, over one connection.
 *
 * @param <T> what becomes of the answer
 */
interface Talk<T> {
    /** The service closed the connection before the first byte of an answer, as it does with a connection that is too old for it. */
    final class ClosedSilently extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /** Sends the request and reads the answer. */
    T over(Exchange exchange) throws IOException, ClosedSilently;

    /** Whether the connection may have another request, after the answer was read. */
    boolean leavesOpen();

    /** Waits for the first byte of an answer. */
    static void awaitAnswer(Exchange exchange) throws WireException, ClosedSilently {
        try {
            if (exchange.read(new byte[0], 0, 0) >= 0) {
                return;
            }
        } catch (WireException e) {
            if (e.reason() != WireException.Cause.CLOSED) {
                throw e;
            }
        }
        throw new ClosedSilently();
    }

    /** Whether nothing is behind the answer, neither a byte nor the end of the connection. */
    static boolean isSilent(Exchange exchange) {
        try {
            return !exchange.hasSpoken();
        } catch (WireException e) {
            return false;
        }
    }
}
