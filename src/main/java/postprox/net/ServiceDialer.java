package postprox.net;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import postprox.time.Deadline;
import postprox.time.Watchdog;

/**
 * Connects to a service that filters ask. A host's addresses are tried in turn. Each gets an equal share of the time that is left.
 * Thread-safe.
 */
public final class ServiceDialer {
    private final Watchdog watchdog;

    public ServiceDialer(Watchdog watchdog) {
        this.watchdog = watchdog;
    }

    /** The service has got nothing, since there is no connection or nothing to hand over. The message has the reason without the place. */
    public static final class NotConnected extends IOException {
        private static final long serialVersionUID = 1L;

        private final Why why;

        /** Why there is no connection. */
        public enum Why {
            /** The place refused at once, or it does not exist. */
            REFUSED,
            /** The deadline passed first. */
            SILENT,
            /** This process or this machine has no descriptor, no memory or no port left for a connection, or for what goes over it. */
            NO_RESOURCES
        }

        public NotConnected(Why why, IOException reason) {
            super(reason instanceof UnknownHostException ? "unknown host" : reason.getMessage(), reason);
            this.why = why;
        }

        public Why why() {
            return why;
        }
    }

    /**
     * Connects.
     *
     * @return a wire whose reads and writes may take until the deadline
     */
    public Wire dial(Endpoint place, Deadline deadline) throws NotConnected {
        Wire wire = ChannelWire.over(channel(place, deadline), watchdog, place.toString(), () -> {});
        wire.timeouts(deadline.remaining(), deadline);
        return wire;
    }

    private SocketChannel channel(Endpoint place, Deadline deadline) throws NotConnected {
        SocketAddress[] addresses = lookUp(place);
        for (int i = 0; ; i++) {
            int left = addresses.length - i;
            try {
                return connect(addresses[i], deadline.part(1, left));
            } catch (NotConnected e) {
                if (left == 1 || e.why() == NotConnected.Why.NO_RESOURCES) {
                    throw e;
                }
            }
        }
    }

    private static SocketAddress[] lookUp(Endpoint place) throws NotConnected {
        try {
            return place.addresses();
        } catch (IOException e) {
            throw new NotConnected(NotConnected.Why.REFUSED, e);
        }
    }

    private SocketChannel connect(SocketAddress address, Deadline share) throws NotConnected {
        try {
            return Connecting.to(address, share, watchdog);
        } catch (Connecting.NoResources e) {
            throw new NotConnected(NotConnected.Why.NO_RESOURCES, e);
        } catch (SocketTimeoutException e) {
            throw new NotConnected(NotConnected.Why.SILENT, e);
        } catch (IOException e) {
            throw new NotConnected(NotConnected.Why.REFUSED, e);
        }
    }
}
