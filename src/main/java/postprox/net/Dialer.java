package postprox.net;

import java.io.IOException;
import java.net.Inet4Address;
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
        String name = endpoint.toString();
        return timeout -> {
            Deadline deadline = Deadline.after(Ticker.SYSTEM, timeout);
            SocketAddress[] addresses = lookUp(endpoint);
            for (int i = 0; ; i++) {
                try {
                    return ChannelWire.over(connect(addresses[i], deadline.remaining()), watchdog, name);
                } catch (IOException e) {
                    if (i == addresses.length - 1) {
                        throw new IOException(endpoint + ": " + e.getMessage(), e);
                    }
                }
            }
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
        SocketChannel channel = SocketChannel.open(familyOf(address));
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

    /** IPv4 has a family of its own: an IPv6 socket takes a longer way through the kernel to the same place. */
    static StandardProtocolFamily familyOf(SocketAddress address) {
        return switch (address) {
            case InetSocketAddress inet when inet.getAddress() instanceof Inet4Address -> StandardProtocolFamily.INET;
            case InetSocketAddress _ -> StandardProtocolFamily.INET6;
            default -> StandardProtocolFamily.UNIX;
        };
    }
}
