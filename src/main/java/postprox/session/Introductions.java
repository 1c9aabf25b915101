package postprox.session;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import postprox.event.Repeated;
import postprox.net.Wire;
import postprox.net.WireException;
import postprox.proxyprotocol.ProxyHeader;
import postprox.proxyprotocol.ProxyHeaderReader;
import postprox.proxyprotocol.WrongHeaderException;
import postprox.time.Deadline;
import postprox.time.Ticker;

/**
 * Reads the header that a balancer puts in front of each connection. Nothing is sent before it is whole, and whoever sends none is
 * cut off without a word. Thread-safe.
 */
final class Introductions {
    /** At least 3 seconds, so that a lost packet may come again (section 2 of the specification). */
    private static final Duration TIME = Duration.ofSeconds(5);

    private final Repeated refused;
    private final Set<Wire> waiting = ConcurrentHashMap.newKeySet();
    private volatile boolean draining;

    /**
     * Begins without a connection.
     *
     * @param refused counts the connections that are cut off
     */
    Introductions(Repeated refused) {
        this.refused = refused;
    }

    /** Whether a connection may bring a header at all. All others are refused, whatever they would send. */
    boolean admits(Wire wire, PeerList balancers) {
        boolean isBalancer = balancers.has(wire.address());
        if (!isBalancer) {
            refused.happened(wire.peer() + " is not in --proxy-protocol");
        }
        return isBalancer;
    }

    /** Waits for the header of a balancer's connection. Returns empty if the connection is of no use. */
    Optional<ProxyHeader> await(Wire wire, Ticker ticker) {
        waiting.add(wire);
        try {
            if (draining) {
                return Optional.empty();
            }
            wire.timeouts(TIME, Deadline.after(ticker, TIME));
            // A check that connects and closes again has sent nothing, and has no line in the log.
            return ProxyHeaderReader.read(wire);
        } catch (WrongHeaderException e) {
            refused.happened(wire.peer() + ": " + e.reason());
        } catch (WireException e) {
            if (e.reason() == WireException.Cause.TIMEOUT) {
                refused.happened(wire.peer() + ": no PROXY header came within " + TIME.toSeconds() + " s");
            }
        } catch (IOException e) {
            throw new IllegalStateException("a wire fails only with its own exceptions", e);
        } finally {
            waiting.remove(wire);
        }
        return Optional.empty();
    }

    /** Cuts off all that have sent no header yet. */
    void drain() {
        draining = true;
        waiting.forEach(Wire::interrupt);
    }
}
