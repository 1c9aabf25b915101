package postprox.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** Opens connections to one place. Thread-safe. */
@FunctionalInterface
public interface Dialer {
    /**
     * Connects.
     *
     * @param timeout how long it may take, for all of the host's addresses together
     * @throws IOException where none of them answers, with the reason of the last
     */
    Wire dial(Duration timeout) throws IOException;

    /** A dialer to an endpoint. */
    static Dialer to(Endpoint endpoint, Watchdog watchdog) {
        return timeout -> {
            IOException failure = new UnknownHostException(endpoint + " has no address");
            Deadline deadline = Deadline.after(Ticker.SYSTEM, timeout);
            for (SocketAddress address : lookUp(endpoint)) {
                try {
                    return ChannelWire.over(connect(address, deadline.remaining()), watchdog);
                } catch (IOException e) {
                    failure = new IOException(endpoint + ": " + e.getMessage(), e);
                }
            }
            throw failure;
        };
    }

    private static SocketAddress[] lookUp(Endpoint endpoint) throws IOException {
        try {
            return endpoint.addresses();
        } catch (UnknownHostException e) {
            throw new IOException(endpoint + ": unknown host", e);
        }
    }

    private static SocketChannel connect(SocketAddress address, Duration timeout) throws IOException {
        SocketChannel channel = address instanceof InetSocketAddress
                ? SocketChannel.open()
                : SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            if (address instanceof InetSocketAddress) {
                // Replies are awaited one by one: small packets must not wait for each other (Nagle).
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.socket().connect(address, Math.toIntExact(Math.max(1, timeout.toMillis())));
            } else {
                channel.connect(address);
            }
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }
}
