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

/** Connects to one address, within a deadline. */
final class Connecting {
    private Connecting() {}

    /**
     * Connects.
     *
     * @throws IOException if the address refuses, or the deadline passes first
     */
    static SocketChannel to(SocketAddress address, Deadline deadline, Watchdog watchdog) throws IOException {
        SocketChannel channel = SocketChannel.open(familyOf(address));
        connect(channel, address, deadline, watchdog);
        return channel;
    }

    /**
     * Connects a channel of the address's family. If that fails, the channel is closed.
     *
     * @throws IOException if the address refuses, or the deadline passes first
     */
    static void connect(SocketChannel channel, SocketAddress address, Deadline deadline, Watchdog watchdog)
            throws IOException {
        try {
            if (address instanceof InetSocketAddress) {
                // A session waits for each reply. So Nagle's algorithm must not hold small packets back (tcp(7)).
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.socket()
                        .connect(
                                address,
                                Math.toIntExact(Math.max(1, deadline.remaining().toMillis())));
            } else {
                connectToUnixSocket(channel, address, deadline, watchdog);
            }
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Connects to a Unix socket. connect(2) waits while the server's queue is full, and Java has no time limit for that. So the
     * watchdog's thread closes the channel at the deadline.
     */
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
                // The descriptor is closed even if close(2) fails.
            }
        }
    }

    /** The family of a socket for this address. IPv4 has its own family: an IPv6 socket would be slower in the kernel. */
    static StandardProtocolFamily familyOf(SocketAddress address) {
        if (!(address instanceof InetSocketAddress inet)) {
            return StandardProtocolFamily.UNIX;
        }
        return inet.getAddress() instanceof Inet4Address ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
    }
}
