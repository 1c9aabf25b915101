package postprox.nexthop;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import postprox.event.SessionEvents;
import postprox.net.Dialer;
import postprox.net.Wire;
import postprox.smtp.MemoryBudget;
import postprox.smtp.Reply;
import postprox.time.Deadline;
import postprox.time.Ticker;

/** Opens connections to the next hop for one session, and reads the greeting of each. Not thread-safe. */
final class Connector {
    private final Dialer dialer;
    private final Duration replyTimeout;
    private final Ticker ticker;
    private final SessionEvents events;
    private final MemoryBudget memory;

    Connector(NextHopServices services, SessionEvents events, MemoryBudget memory) {
        this.dialer = services.dialer();
        this.replyTimeout = services.timeouts().reply();
        this.ticker = services.ticker();
        this.events = events;
        this.memory = memory;
    }

    /**
     * A connection whose greeting has been read.
     *
     * @param greeting positive or not
     */
    record Connected(NextHopConnection hop, Reply greeting) {}

    /**
     * Connects.
     *
     * @param deadline the end of the wait, unless the time for one reply ends it earlier
     * @throws NextHopLost if no server of the next hop greets in time
     */
    Connected connect(Deadline deadline) throws NextHopLost {
        Attempts attempts = new Attempts();
        try {
            Reply greeting = dialer.dial(deadline.within(replyTimeout), attempts);
            return new Connected(attempts.latest.orElseThrow(), greeting);
        } catch (IOException e) {
            throw new NextHopLost(NextHopLost.Why.UNREACHABLE, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Keeps the connection of the latest attempt. Of a next hop with several servers, that is in the end the one that
     * greeted, since the dialer asks no server after it.
     */
    private final class Attempts implements Dialer.Greeting {
        private Optional<NextHopConnection> latest = Optional.empty();

        @Override
        public void dismiss() {
            latest.ifPresent(NextHopConnection::quit);
        }

        @Override
        public Reply await(Wire wire, Deadline limit) throws NextHopLost {
            Duration time = limit.remaining();
            NextHopConnection hop = new NextHopConnection(wire, ticker, events, memory);
            hop.timeouts(replyTimeout, limit);
            latest = Optional.of(hop);
            try {
                return hop.readReply();
            } catch (NextHopLost e) {
                hop.close();
                boolean silent = e.why() == NextHopLost.Why.SILENT;
                throw new NextHopLost(e.why(), wire.peer() + (silent ? noGreeting(time) : ": " + e.detail()));
            }
        }
    }

    private static String noGreeting(Duration time) {
        // A server that expects TLS says nothing until the client begins the handshake (RFC 8314 section 3.3).
        return " did not greet within " + Math.max(1, Math.round(time.toMillis() / 1e3)) + " s (a port for TLS?)";
    }
}
