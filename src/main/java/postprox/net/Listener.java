package postprox.net;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import postprox.posix.FileStatus;
import postprox.posix.KnownFile;
import postprox.posix.ListeningSockets;
import postprox.time.Watchdog;

/**
 * A listening socket. One thread runs {@link #open} and then {@link #acceptAll}; any thread may close the listener at any time.
 */
public final class Listener implements AutoCloseable {
    /** The clients that can wait in the kernel, so that a burst of clients is not refused. */
    private static final int BACKLOG = 1024;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(5);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final ServerSocketChannel channel;
    private final Watchdog watchdog;

    /** Waits for connections to a socket that other processes have too, or for the time of {@link #beat}. */
    private volatile Optional<Selector> selector;

    /** See {@link #beat}. Only the thread that accepts uses these. */
    private Duration pulse = Duration.ZERO;

    private Runnable beat = () -> {};
    private long lastBeat = System.nanoTime();

    /** Whose the socket is. */
    private enum Owner {
        /** This process binds it. */
        SELF,
        /** A process has bound it that leaves it to this one. */
        LEFT_TO_SELF,
        /** Another process keeps it, also while no process accepts. */
        OTHER
    }

    private final Owner owner;

    /** The address of the command line; empty if that has none. */
    private final Optional<SocketAddress> address;

    /** The file of a Unix socket that this listener has bound. Synchronized, so that {@link #close} removes it in any case. */
    private Optional<KnownFile> file = Optional.empty();

    private volatile boolean closed;

    private Listener(
            ServerSocketChannel channel,
            Watchdog watchdog,
            Optional<Selector> selector,
            Owner owner,
            Optional<SocketAddress> address) {
        this.channel = channel;
        this.watchdog = watchdog;
        this.selector = selector;
        this.owner = owner;
        this.address = address;
    }

    /**
     * Listens on a socket that another process (systemd) has bound and keeps. {@link #close} does not close that socket: later
     * clients wait in it for the next process. Besides, Java would close standard error together with the socket.
     */
    public static Listener on(ServerSocketChannel channel, Watchdog watchdog) throws IOException {
        return new Listener(channel, watchdog, Optional.of(selecting(channel)), Owner.OTHER, Optional.empty());
    }

    /**
     * Listens on a socket on descriptor 0 that this process's predecessor has bound and leaves to it.
     *
     * @param endpoint where it must listen
     * @throws IOException if it listens elsewhere
     */
    public static Listener takenOver(ServerSocketChannel channel, Endpoint endpoint, Watchdog watchdog)
            throws IOException {
        SocketAddress wanted = endpoint.addresses()[0];
        if (!isSame(wanted, channel.getLocalAddress())) {
            throw new IOException("the socket that listens on " + describe(channel.getLocalAddress())
                    + " cannot be handed over to a process that is to listen there instead: restart postprox");
        }
        return new Listener(
                channel, watchdog, Optional.of(selecting(channel)), Owner.LEFT_TO_SELF, Optional.of(wanted));
    }

    /** Whether a socket is bound to an address, or to a port that the kernel chose for it. */
    private static boolean isSame(SocketAddress wanted, SocketAddress bound) {
        return wanted instanceof InetSocketAddress internet && internet.getPort() == 0
                ? bound instanceof InetSocketAddress other && other.getAddress().equals(internet.getAddress())
                : wanted.equals(bound);
    }

    private static Selector selecting(ServerSocketChannel channel) throws IOException {
        Selector selector = Selector.open();
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_ACCEPT);
        return selector;
    }

    /** A listener whose socket is not bound yet. */
    public static Listener at(Endpoint endpoint, Watchdog watchdog) throws IOException {
        SocketAddress address = endpoint.addresses()[0];
        ServerSocketChannel channel = ServerSocketChannel.open(Connecting.familyOf(address));
        return new Listener(channel, watchdog, Optional.empty(), Owner.SELF, Optional.of(address));
    }

    /**
     * Binds a socket and listens.
     *
     * @throws IOException if the address is in use, or the process may not bind it
     */
    public static Listener bind(Endpoint endpoint, Watchdog watchdog) throws IOException {
        Listener listener = at(endpoint, watchdog);
        try {
            listener.open();
            return listener;
        } catch (IOException e) {
            listener.close();
            throw e;
        }
    }

    /**
     * Binds the socket and listens, unless another process has bound it.
     *
     * @throws IOException if the address is in use, or the process may not bind it, or after {@link #close}
     */
    public void open() throws IOException {
        if (owner != Owner.SELF) {
            return;
        }
        if (address.orElseThrow() instanceof UnixDomainSocketAddress unix) {
            removeDeadSocket(unix);
        } else {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        }
        bind(address.orElseThrow());
    }

    private synchronized void bind(SocketAddress to) throws IOException {
        channel.bind(to, BACKLOG);
        if (to instanceof UnixDomainSocketAddress unix) {
            file = Optional.of(KnownFile.at(unix.getPath()));
        }
    }

    /** The address that this listener listens on. Instead of port 0 it has the port that the kernel chose. */
    public String place() throws IOException {
        return describe(channel.getLocalAddress());
    }

    private static String describe(SocketAddress address) {
        return address instanceof InetSocketAddress local ? Endpoint.describe(local) : "unix:" + address;
    }

    /** Whether a connection to a next hop arrives at this listener, so that mail would go round. */
    public boolean isReachedFrom(Endpoint nextHop) throws IOException {
        return SamePlace.leadsTo(nextHop, channel.getLocalAddress());
    }

    /** The TCP port that this listener listens on; 0 for a Unix socket. */
    public int port() throws IOException {
        return channel.getLocalAddress() instanceof InetSocketAddress local ? local.getPort() : 0;
    }

    /**
     * Accepts connections until {@link #close}. If a connection cannot be accepted (such as with too many open files), the
     * thread waits up to a second and tries again; clients wait in the kernel meanwhile.
     *
     * @param connections takes a connection over, or throws; the connection is closed then
     * @param trouble     gets the cause each time a connection could not be accepted or taken over
     */
    public void acceptAll(Consumer<Wire> connections, Consumer<Throwable> trouble) {
        Duration pause = FIRST_PAUSE;
        while (!closed) {
            try {
                beatIfDue();
                pass(accept(), connections);
                pause = FIRST_PAUSE;
            } catch (IOException | RuntimeException | Error e) {
                // An Error too is caught: the listener must outlive a connection for which memory or threads run out.
                if (!closed) {
                    trouble.accept(e);
                    LockSupport.parkNanos(pause.toNanos());
                    pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
                }
            }
        }
    }

    private void beatIfDue() {
        long now = System.nanoTime();
        if (pulse.isPositive() && now - lastBeat >= pulse.toNanos()) {
            lastBeat = now;
            beat.run();
        }
    }

    private static void pass(Wire client, Consumer<Wire> connections) {
        boolean taken = false;
        try {
            connections.accept(client);
            taken = true;
        } finally {
            if (!taken) {
                client.close();
            }
        }
    }

    /**
     * Has the thread that accepts connections show that it is alive.
     *
     * @param every how often
     */
    public void beat(Duration every, Runnable shows) throws IOException {
        pulse = every;
        beat = shows;
        if (selector.isEmpty()) {
            selector = Optional.of(selecting(channel));
        }
    }

    /**
     * Makes this process the owner of a socket that was left to it: the file of a Unix socket is removed at its end. Until then the file is
     * that of the process before, which goes on if this one does not come up.
     */
    public synchronized void own() throws IOException {
        if (!closed
                && owner == Owner.LEFT_TO_SELF
                && address.orElseThrow() instanceof UnixDomainSocketAddress unix
                && Files.exists(unix.getPath(), LinkOption.NOFOLLOW_LINKS)) {
            file = Optional.of(KnownFile.at(unix.getPath()));
        }
    }

    /** The socket, for a process that is to accept connections in place of this one. */
    public int descriptor() throws IOException {
        if (file.isPresent() && !file.get().isThere()) {
            throw new IOException(file.get().path() + " is no longer the socket on which this process listens");
        }
        return owner == Owner.SELF ? ListeningSockets.descriptorOf(channel.getLocalAddress()) : 0;
    }

    /** Accepts no more connections. Another process has the socket and accepts them, so that nobody is refused. */
    public synchronized void handOver() throws IOException {
        file = Optional.empty();
        close();
    }

    /** Accepts no more connections. A Unix socket that this listener has bound, or that was left to it, loses its file. */
    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (file.isPresent()) {
                file.get().remove();
            }
        } finally {
            letGo();
        }
    }

    private void letGo() throws IOException {
        try {
            switch (owner) {
                case SELF -> channel.close();
                case LEFT_TO_SELF -> ListeningSockets.drop(0);
                case OTHER -> {}
            }
        } finally {
            // Last, since a selector lets go of a closed channel only when it wakes.
            selector.ifPresent(Selector::wakeup);
        }
    }

    private Wire accept() throws IOException {
        SocketChannel client = awaitClient();
        try {
            if (client.getRemoteAddress() instanceof InetSocketAddress) {
                client.setOption(StandardSocketOptions.TCP_NODELAY, true);
            }
            return ChannelWire.over(client, watchdog);
        } catch (IOException e) {
            client.close();
            throw e;
        }
    }

    private SocketChannel awaitClient() throws IOException {
        SocketChannel client = null;
        // accept() returns null if the client has gone again, or if another process with the same socket was faster.
        while (client == null) {
            if (selector.isPresent()) {
                // The time of the next beat; zero for no limit.
                selector.get().select(pulse.toMillis());
                selector.get().selectedKeys().clear();
                beatIfDue();
            }
            if (closed) {
                throw new ClosedChannelException();
            }
            client = channel.accept();
        }
        return client;
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
            probe.connect(address);
        } catch (ConnectException e) {
            // Refused: no process listens there any more. No other failure of connect(2) tells that.
            socketFile.remove();
            return;
        }
        throw new IOException("another process listens there");
    }
}
