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
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import postprox.posix.SystemError;
import postprox.time.Deadline;
import postprox.time.Watchdog;

/** Connects to one address, within a deadline. */
final class Connecting {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(2);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);

    private Connecting() {}

    /** This process or this machine lacks a descriptor, memory or a port for a connection. The address is not to blame. */
    static final class NoResources extends IOException {
        private static final long serialVersionUID = 1L;

        NoResources(IOException reason) {
            super(reason.getMessage(), reason);
        }
    }

    /**
     * Connects. Waits while the queue of connections of a server on a Unix socket is full.
     *
     * @throws NoResources if that fails for want of our own
     * @throws IOException if the address refuses, or the deadline passes first
     */
    static SocketChannel to(SocketAddress address, Deadline deadline, Watchdog watchdog) throws IOException {
        Duration pause = FIRST_PAUSE;
        while (true) {
            SocketChannel channel = open(address);
            try {
                connect(channel, address, deadline, watchdog);
                return channel;
            } catch (IOException e) {
                channel.close();
                if (!isQueueFull(address, e)) {
                    throw blamed(e);
                }
            }
            if (deadline.remaining().compareTo(pause) <= 0) {
                throw new SocketTimeoutException("Connect timed out");
            }
            LockSupport.parkNanos(pause.toNanos());
            pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : pause;
        }
    }

    /**
     * Whether a Unix socket's queue was full. Java has the socket of a virtual thread in non-blocking mode, in which connect(2) then
     * fails at once (unix(7)), and no event tells when there is room.
     */
    private static boolean isQueueFull(SocketAddress address, IOException e) {
        return !(address instanceof InetSocketAddress) && SystemError.TRY_AGAIN.isReasonOf(e);
    }

    /** The failure of connect(2), which says whether it is our own. All local ports may be taken (EADDRNOTAVAIL). */
    static IOException blamed(IOException failure) {
        boolean isOurOwn = SystemError.OUT_OF_MEMORY.isReasonOf(failure)
                || SystemError.NO_BUFFER_SPACE.isReasonOf(failure)
                || SystemError.ADDRESS_NOT_AVAILABLE.isReasonOf(failure);
        return isOurOwn ? new NoResources(failure) : failure;
    }

    private static SocketChannel open(SocketAddress address) throws NoResources {
        try {
            return SocketChannel.open(familyOf(address));
        } catch (IOException e) {
            throw new NoResources(e);
        }
    }

    private static void connect(SocketChannel channel, SocketAddress address, Deadline deadline, Watchdog watchdog)
            throws IOException {
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
