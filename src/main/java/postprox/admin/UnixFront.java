package postprox.admin;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import postprox.net.ChannelWire;
import postprox.net.Listener;
import postprox.net.Wire;
import postprox.net.WireException;
import postprox.time.Deadline;
import postprox.time.Ticker;
import postprox.time.Watchdog;

/**
 * Listens at a Unix socket in front of the JDK's web server, which knows none. It passes bytes on both ways, and tells which connections
 * of the web server are its own. Thread-safe.
 */
final class UnixFront implements AutoCloseable {
    private static final int BYTES = 8192;

    /** The web server ends connections that are idle. A stream of events has no end. */
    private static final Duration LONG = Duration.ofDays(3650);

    private final Listener listener;
    private final InetSocketAddress server;
    private final Watchdog watchdog;
    // With their addresses: any local user can use a port of the same number at another address of this machine.
    private final Set<InetSocketAddress> ends = ConcurrentHashMap.newKeySet();

    /**
     * Makes one that passes nothing on yet.
     *
     * @param listener is bound to the socket; closed together with this front
     * @param server   where the web server listens
     */
    UnixFront(Listener listener, InetSocketAddress server, Watchdog watchdog) {
        this.listener = listener;
        this.server = server;
        this.watchdog = watchdog;
    }

    /** Passes on from now on. */
    void start(Consumer<Throwable> trouble) {
        Thread.ofVirtual().name("admin").start(() -> listener.acceptAll(this::begin, trouble));
    }

    /** Whether a connection to the web server is one that this front has opened. */
    boolean hasConnected(InetSocketAddress client) {
        return ends.contains(client);
    }

    private void begin(Wire client) {
        Thread.ofVirtual().name("admin").start(() -> serve(client));
    }

    private void serve(Wire client) {
        try (client;
                SocketChannel channel = SocketChannel.open()) {
            channel.bind(new InetSocketAddress(server.getAddress(), 0));
            InetSocketAddress end = (InetSocketAddress) channel.getLocalAddress();
            ends.add(end);
            try (Wire web = connect(channel)) {
                limits(client);
                limits(web);
                Thread.ofVirtual().name("admin").start(() -> pass(client, web));
                pass(web, client);
            } finally {
                ends.remove(end);
            }
        } catch (IOException e) {
            // Who asks finds the connection closed, as with a web server that has too many.
        }
    }

    private Wire connect(SocketChannel channel) throws IOException {
        var _ = channel.connect(server);
        return ChannelWire.over(channel, watchdog);
    }

    private static void limits(Wire wire) {
        wire.timeouts(LONG, Deadline.never(Ticker.SYSTEM));
    }

    /** Passes bytes on until one side ends, and then closes both. */
    private static void pass(Wire from, Wire to) {
        byte[] bytes = new byte[BYTES];
        try (from;
                to) {
            int count = from.read(bytes, 0, bytes.length);
            while (count >= 0) {
                to.write(bytes, 0, count);
                count = from.read(bytes, 0, bytes.length);
            }
        } catch (WireException e) {
            // One side has gone, and the other one has nothing more to do.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
