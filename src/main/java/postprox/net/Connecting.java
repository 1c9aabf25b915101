package postprox.net;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.SocketChannel;
import postprox.time.Deadline;
import postprox.time.Watchdog;

/** How to connect to one address, in time. */
final class Connecting {
    private Connecting() {}

    /**
     * Connects.
     *
     * @throws IOException where that cannot be done, or not in time
     */
    static SocketChannel to(SocketAddress address, Deadline deadline, Watchdog watchdog) throws IOException {
        SocketChannel channel = SocketChannel.open(familyOf(address));
        try {
            if (address instanceof InetSocketAddress) {
                // Replies are awaited one by one: small packets must not wait for each other (Nagle).
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.socket()
                        .connect(
                                address,
                                Math.toIntExact(Math.max(1, deadline.remaining().toMillis())));
            } else {
                connectToUnixSocket(channel, address, deadline, watchdog);
            }
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Waits for as long as the queue of the server's socket is full; Java knows no limit for that. */
    private static void connectToUnixSocket(
            SocketChannel channel, SocketAddress address, Deadline deadline, Watchdog watchdog) throws IOException {
        Watchdog.Watched limit = _ -> closeIfOver(channel, deadline);
        watchdog.watch(limit);
        try {
            channel.connect(address);
        } catch (AsynchronousCloseException e) {
            throw new SocketTimeoutException("Connect timed out");
        } finally {
            watchdog.forget(limit);
        }
    }

    private static void closeIfOver(SocketChannel channel, Deadline deadline) {
        if (deadline.isOver()) {
            try {
                channel.close();
            } catch (IOException e) {
                // It is closed all the same (close(2)).
            }
        }
    }

    /** IPv4 has a family of its own: an IPv6 socket takes a longer way through the kernel to the same place. */
    static StandardProtocolFamily familyOf(SocketAddress address) {
        if (!(address instanceof InetSocketAddress inet)) {
            return StandardProtocolFamily.UNIX;
        }
        return inet.getAddress() instanceof Inet4Address ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
    }
}
