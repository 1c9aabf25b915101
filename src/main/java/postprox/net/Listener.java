package postprox.net;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
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
import postprox.time.Watchdog;

/** Accepts connections until it is closed. */
public final class Listener implements AutoCloseable {
    /** A burst of clients waits in the kernel, not in vain. */
    private static final int BACKLOG = 1024;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(5);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final ServerSocketChannel channel;
    private final Watchdog watchdog;

    /** Where we wait for connections to a socket that is not ours to close. */
    private final Optional<Selector> selector;

    /** What a Unix socket of ours leaves behind. */
    private final Optional<KnownFile> file;

    private volatile boolean closed;

    private Listener(
            ServerSocketChannel channel, Watchdog watchdog, Optional<Selector> selector, Optional<KnownFile> file) {
        this.channel = channel;
        this.watchdog = watchdog;
        this.selector = selector;
        this.file = file;
    }

    /**
     * Listens on a socket that somebody else has bound and keeps (systemd). Closing this closes nothing: clients that come
     * later wait in that socket for the next process, and Java would close our standard error together with it.
     */
    public static Listener on(ServerSocketChannel channel, Watchdog watchdog) throws IOException {
        Selector selector = Selector.open();
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_ACCEPT);
        return new Listener(channel, watchdog, Optional.of(selector), Optional.empty());
    }

    /**
     * Binds a socket and listens.
     *
     * @throws IOException where the address is in use or not ours to bind
     */
    public static Listener bind(Endpoint endpoint, Watchdog watchdog) throws IOException {
        return switch (endpoint) {
            case Endpoint.Tcp tcp ->
                new Listener(bindTcp(tcp.addresses()[0]), watchdog, Optional.empty(), Optional.empty());
            case Endpoint.Unix unix ->
                new Listener(bindUnix(unix), watchdog, Optional.empty(), Optional.of(KnownFile.at(unix.path())));
        };
    }

    /** The place it listens on, with the port that was found where any would do. */
    public String place() throws IOException {
        return channel.getLocalAddress() instanceof InetSocketAddress local
                ? Endpoint.describe(local)
                : "unix:" + channel.getLocalAddress();
    }

    /** Whether what is sent to a next hop arrives here. */
    public boolean isReachedFrom(Endpoint nextHop) throws IOException {
        return SamePlace.leadsTo(nextHop, channel.getLocalAddress());
    }

    /** The TCP port it listens on, 0 for a Unix socket. */
    public int port() throws IOException {
        return channel.getLocalAddress() instanceof InetSocketAddress local ? local.getPort() : 0;
    }

    /**
     * Passes each connection on, until {@link #close}. Where none can be accepted (too many open files), it waits and tries
     * again: clients queue in the kernel meanwhile.
     *
     * @param connections takes a connection over, or throws
     * @param trouble     hears each time why one could not be accepted or taken over
     */
    public void acceptAll(Consumer<Wire> connections, Consumer<Throwable> trouble) {
        Duration pause = FIRST_PAUSE;
        while (!closed) {
            try {
                pass(accept(), connections);
                pause = FIRST_PAUSE;
            } catch (IOException | RuntimeException | Error e) {
                // Also when memory or threads run out: one connection that cannot be served must not end all.
                if (!closed) {
                    trouble.accept(e);
                    LockSupport.parkNanos(pause.toNanos());
                    pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
                }
            }
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

    /** Accepts no more connections. */
    @Override
    public void close() throws IOException {
        closed = true;
        if (selector.isPresent()) {
            selector.get().wakeup();
            return;
        }
        try (channel) {
            if (file.isPresent()) {
                file.get().remove();
            }
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
        // There is none where the client has gone again, or another process that listens there too was faster.
        while (client == null) {
            if (selector.isPresent()) {
                selector.get().select();
                selector.get().selectedKeys().clear();
            }
            if (closed) {
                throw new ClosedChannelException();
            }
            client = channel.accept();
        }
        return client;
    }

    private static ServerSocketChannel bindTcp(SocketAddress address) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open(Connecting.familyOf(address));
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        return bind(channel, address);
    }

    private static ServerSocketChannel bindUnix(Endpoint.Unix endpoint) throws IOException {
        removeDeadSocket(endpoint);
        return bind(ServerSocketChannel.open(StandardProtocolFamily.UNIX), endpoint.addresses()[0]);
    }

    private static ServerSocketChannel bind(ServerSocketChannel channel, SocketAddress address) throws IOException {
        try {
            return channel.bind(address, BACKLOG);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** A killed process leaves its socket's file behind, and nothing can be bound there again until it is removed. */
    private static void removeDeadSocket(Endpoint.Unix endpoint) throws IOException {
        Path path = endpoint.path();
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        KnownFile found = KnownFile.at(path);
        // To connect to a device or a fifo is refused too: as root we would remove /dev/null.
        if (!FileStatus.of(path).isSocket()) {
            throw new IOException(path + " exists and is not a socket");
        }
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.connect(endpoint.addresses()[0]);
        } catch (ConnectException e) {
            // Refused: nobody listens there any more. Any other failure says nothing of that kind.
            found.remove();
            return;
        }
        throw new IOException("another process listens there");
    }
}
