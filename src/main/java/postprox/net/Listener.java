package postprox.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import postprox.time.Watchdog;

/**
 * A listening socket. One thread runs {@link #open} and then {@link #acceptAll}; any thread may close the listener at any time.
 */
public final class Listener implements AutoCloseable {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(5);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final ListeningSocket socket;
    private final Watchdog watchdog;

    /** Waits for connections to a socket that other processes have too, or for the time of {@link #beat}. */
    private volatile Optional<Selector> selector;

    /** See {@link #beat}. Only the thread that accepts uses these. */
    private Duration pulse = Duration.ZERO;

    private Optional<Runnable> beat = Optional.empty();
    private long lastBeat = System.nanoTime();

    private volatile boolean closed;

    private Listener(ListeningSocket socket, Watchdog watchdog) throws IOException {
        this.socket = socket;
        this.watchdog = watchdog;
        this.selector = socket.isShared() ? Optional.of(selecting(socket.channel())) : Optional.empty();
    }

    private static Selector selecting(ServerSocketChannel channel) throws IOException {
        Selector selector = Selector.open();
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_ACCEPT);
        return selector;
    }

    /**
     * Listens on a socket that another process (systemd) has bound and keeps. {@link #close} does not close that socket: later
     * clients wait in it for the next process. Besides, Java would close standard error together with the socket.
     */
    public static Listener on(ServerSocketChannel channel, Watchdog watchdog) throws IOException {
        return new Listener(ListeningSocket.keptByAnother(channel), watchdog);
    }

    /**
     * Listens on a socket on descriptor 0 that this process's predecessor has bound and leaves to it.
     *
     * @param endpoint where it must listen
     * @throws IOException if it listens elsewhere
     */
    public static Listener takenOver(ServerSocketChannel channel, Endpoint endpoint, Watchdog watchdog)
            throws IOException {
        return new Listener(ListeningSocket.leftToThisProcess(channel, endpoint), watchdog);
    }

    /** A listener whose socket is not bound yet. */
    public static Listener at(Endpoint endpoint, Watchdog watchdog) throws IOException {
        return new Listener(ListeningSocket.at(endpoint), watchdog);
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
        socket.open();
    }

    /** The address that this listener listens on. Instead of port 0 it has the port that the kernel chose. */
    public String place() throws IOException {
        return socket.place();
    }

    /** Whether a connection to a next hop arrives at this listener, so that mail would go round. */
    public boolean isReachedFrom(Endpoint nextHop) throws IOException {
        return SamePlace.leadsTo(nextHop, socket.channel().getLocalAddress());
    }

    /** The TCP port that this listener listens on; 0 for a Unix socket. */
    public int port() throws IOException {
        return socket.channel().getLocalAddress() instanceof InetSocketAddress local ? local.getPort() : 0;
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
        if (beat.isPresent() && now - lastBeat >= pulse.toNanos()) {
            lastBeat = now;
            beat.get().run();
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
        beat = Optional.of(shows);
        if (selector.isEmpty()) {
            selector = Optional.of(selecting(socket.channel()));
        }
    }

    /**
     * Makes this process the owner of a socket that was left to it: the file of a Unix socket is removed at its end. Until then the file is
     * that of the process before, which goes on if this one does not come up.
     */
    public void own() throws IOException {
        socket.own();
    }

    /**
     * The socket's descriptor, for a process that is to accept connections in place of this one.
     *
     * @throws IOException if other clients than this listener's come to the socket's path; its message says so
     */
    public int descriptor() throws IOException {
        return socket.descriptor();
    }

    /** Accepts no more connections. Another process has the socket and accepts them, so that nobody is refused. */
    public void handOver() throws IOException {
        end(true);
    }

    /** Accepts no more connections. A Unix socket that this listener has bound, or that was left to it, loses its file. */
    @Override
    public void close() throws IOException {
        end(false);
    }

    private void end(boolean isHandedOver) throws IOException {
        closed = true;
        try {
            socket.release(isHandedOver);
        } finally {
            // Last, since a selector lets go of a closed channel only when it wakes.
            if (selector.isPresent()) {
                selector.get().wakeup();
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
            client = socket.channel().accept();
        }
        return client;
    }
}
