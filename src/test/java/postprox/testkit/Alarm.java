package postprox.testkit;

import java.util.Optional;
import java.util.function.UnaryOperator;
import postprox.net.Dialer;
import postprox.net.Wire;
import postprox.net.WireException;

/**
 * Ends the proxy's wait for a silent next hop as its timeout would. A test that needs it can leave the proxy its usual
 * timeouts, which no slow machine exceeds: a timeout that is short for the silent connection would be as short for all others.
 * It is for one session, which has one connection at a time.
 */
public final class Alarm implements UnaryOperator<Dialer> {
    private final Patience patience = new Patience();

    // Guarded by the patience.
    private Optional<Wire> open = Optional.empty();

    /** A dialer whose connections have this alarm. */
    @Override
    public Dialer apply(Dialer inner) {
        return (whole, greeting) -> inner.dial(whole, (wire, limit) -> greeting.await(opened(wire), limit));
    }

    private Wire opened(Wire wire) {
        Wire alarmed = new AlarmedWire(wire);
        patience.change(() -> open = Optional.of(alarmed));
        return alarmed;
    }

    /** Ends the present wait for the next hop, or the next one. The next hop may know of a connection before the proxy. */
    public void ring() {
        patience.await("a connection to the next hop", () -> open.isPresent(), () -> "none");
        patience.locked(() -> open).ifPresent(Wire::interrupt);
    }

    private final class AlarmedWire extends ForwardingWire {
        AlarmedWire(Wire inner) {
            super(inner);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws WireException {
            try {
                return super.read(buffer, offset, length);
            } catch (WireException e) {
                if (e.reason() == WireException.Cause.INTERRUPTED) {
                    throw new WireException(WireException.Cause.TIMEOUT, "timed out");
                }
                throw e;
            }
        }

        @Override
        public void close() {
            patience.change(() -> open = Optional.empty());
            super.close();
        }
    }
}
