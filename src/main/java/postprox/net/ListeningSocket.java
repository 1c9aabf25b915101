package postprox.net;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import postprox.posix.FileStatus;
import postprox.posix.KnownFile;
import postprox.posix.ListeningSockets;

/**
 * The socket of a {@link Listener}: who binds it, who keeps it, and whose the file of a Unix socket is. Thread-safe.
 */
final class ListeningSocket {
    /** The clients that can wait in the kernel, so that a burst of clients is not refused. */
    private static final int BACKLOG = 1024;

    /** The descriptor on which a socket of another process comes. */
    private static final int INHERITED = 0;

    private final ServerSocketChannel channel;

    /** Whether a process before this one, or systemd, has bound the socket. */
    private final boolean isInherited;

    /** The address of the command line; empty if that has none, since systemd keeps the socket. */
    private final Optional<SocketAddress> address;

    /** The file of a Unix socket of this process's own. Synchronized, so that {@link #release} removes it in any case. */
    private Optional<KnownFile> file = Optional.empty();

    private boolean isReleased;

    private ListeningSocket(ServerSocketChannel channel, boolean isInherited, Optional<SocketAddress> address) {
        this.channel = channel;
        this.isInherited = isInherited;
        this.address = address;
    }

    /** A socket on descriptor 0 that another process (systemd) has bound and keeps. */
    static ListeningSocket keptByAnother(ServerSocketChannel channel) {
        return new ListeningSocket(channel, true, Optional.empty());
    }

    /**
     * A socket on descriptor 0 that the process before this one has bound and leaves to it.
     *
     * @throws IOException if it listens elsewhere than at an endpoint
     */
    static ListeningSocket leftToThisProcess(ServerSocketChannel channel, Endpoint endpoint) throws IOException {
        SocketAddress wanted = endpoint.addresses()[0];
        if (!isSame(wanted, channel.getLocalAddress())) {
            throw new IOException("the socket that listens on " + describe(channel.getLocalAddress())
                    + " cannot be handed over to a process that is to listen on " + endpoint + ": restart postprox");
        }
        return new ListeningSocket(channel, true, Optional.of(wanted));
    }

    /** A socket that {@link #open} binds. */
    static ListeningSocket at(Endpoint endpoint) throws IOException {
        SocketAddress address = endpoint.addresses()[0];
        ServerSocketChannel channel = ServerSocketChannel.open(Connecting.familyOf(address));
        return new ListeningSocket(channel, false, Optional.of(address));
    }

    /** Whether a socket is bound to an address, or to a port that the kernel chose for it. */
    private static boolean isSame(SocketAddress wanted, SocketAddress bound) {
        return wanted instanceof InetSocketAddress internet && internet.getPort() == 0
                ? bound instanceof InetSocketAddress other && other.getAddress().equals(internet.getAddress())
                : wanted.equals(bound);
    }

    ServerSocketChannel channel() {
        return channel;
    }

    /** Whether other processes accept connections from it, or may. */
    boolean isShared() {
        return isInherited;
    }

    /** See {@link Listener#open}. */
    void open() throws IOException {
        if (isInherited) {
            return;
        }
        SocketAddress to = address.orElseThrow();
        if (to instanceof UnixDomainSocketAddress unix) {
            removeDeadSocket(unix);
        } else {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        }
        bind(to);
    }

    private synchronized void bind(SocketAddress to) throws IOException {
        channel.bind(to, BACKLOG);
        if (to instanceof UnixDomainSocketAddress unix) {
            file = Optional.of(KnownFile.at(unix.getPath()));
        }
    }

    /** See {@link Listener#own}. */
    synchronized void own() throws IOException {
        if (!isReleased
                && isInherited
                && address.isPresent()
                && address.get() instanceof UnixDomainSocketAddress unix
                && Files.exists(unix.getPath(), LinkOption.NOFOLLOW_LINKS)) {
            file = Optional.of(KnownFile.at(unix.getPath()));
        }
    }

    /** See {@link Listener#descriptor}. */
    synchronized int descriptor() throws IOException {
        if (file.isPresent() && !file.get().isThere()) {
            throw new IOException(file.get().path() + " is no longer the socket on which this process listens");
        }
        return isInherited ? INHERITED : ListeningSockets.descriptorOf(channel.getLocalAddress());
    }

    /** See {@link Listener#place}. */
    String place() throws IOException {
        return describe(channel.getLocalAddress());
    }

    private static String describe(SocketAddress address) {
        return address instanceof InetSocketAddress local ? Endpoint.describe(local) : "unix:" + address;
    }

    /**
     * Lets the socket go. It is not shut down, so that a process that has it too goes on to listen.
     *
     * @param isHandedOver whether a process has it that goes on to listen: then the file of a Unix socket stays
     */
    synchronized void release(boolean isHandedOver) throws IOException {
        if (isReleased) {
            return;
        }
        isReleased = true;
        try {
            if (file.isPresent() && !isHandedOver) {
                file.get().remove();
            }
        } finally {
            letGo();
        }
    }

    private void letGo() throws IOException {
        if (!isInherited) {
            channel.close();
        } else if (address.isPresent()) {
            // No process keeps it but those of this service.
            ListeningSockets.drop(INHERITED);
        }
    }

    /** Removes the socket's file that a killed process left. As long as the file exists, no process can bind that path. */
    private static void removeDeadSocket(UnixDomainSocketAddress address) throws IOException {
        Path path = address.getPath();
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        KnownFile socketFile = KnownFile.at(path);
        // Connecting to a device or a fifo is refused too. Without this check, postprox as root would remove /dev/null.
        if (!FileStatus.of(path).isSocket()) {
            throw new IOException(path + " exists and is not a socket");
        }
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            // A listener that accepts nobody lets a client wait for ever (EAGAIN, connect(2)). It listens all the same.
            probe.configureBlocking(false);
            var _ = probe.connect(address);
        } catch (ConnectException e) {
            // Refused: no process listens there any more. No other failure of connect(2) tells that.
            socketFile.remove();
            return;
        }
        throw new IOException("another process listens there");
    }
}
