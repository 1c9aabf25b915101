package postprox.testkit;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import postprox.net.Endpoint;

/** Listens for the service of a test, and leaves each connection to a handler on a thread of its own. It waits for the end at first. */
public final class ScriptedService implements Closeable {
    private final Endpoint place;
    private final Closeable listener;
    private final Acceptor acceptor;
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final Thread server;
    private volatile Handler handler = Connection::awaitEnd;

    /** What the service does on a connection, which is closed behind it. */
    @FunctionalInterface
    public interface Handler {
        void serve(Connection connection) throws IOException, InterruptedException;
    }

    @FunctionalInterface
    private interface Acceptor {
        Connection accept() throws IOException;
    }

    private ScriptedService(Endpoint place, Closeable listener, Acceptor acceptor) {
        this.place = place;
        this.listener = listener;
        this.acceptor = acceptor;
        this.server = Thread.startVirtualThread(this::acceptAll);
    }

    /** On TCP; port 0 is a free one. */
    public static ScriptedService onPort(int port) throws IOException {
        return over(new ServerSocket(port, 50, InetAddress.ofLiteral("127.0.0.1")));
    }

    /** On a socket that the caller has made, which may speak TLS. */
    public static ScriptedService over(ServerSocket listener) {
        Endpoint place = new Endpoint.Tcp("127.0.0.1", listener.getLocalPort());
        return new ScriptedService(place, listener, () -> connection(listener.accept()));
    }

    public static ScriptedService onUnixSocket(Path path) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(path));
        return new ScriptedService(new Endpoint.Unix(path), listener, () -> connection(listener.accept()));
    }

    /** Bytes that a script says apart are sent apart. */
    private static Connection connection(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        return new Connection(socket, socket.getInputStream(), socket.getOutputStream());
    }

    private static Connection connection(SocketChannel channel) {
        return new Connection(channel, Channels.newInputStream(channel), Channels.newOutputStream(channel));
    }

    /** Has it do something else on connections that begin from now on. */
    public void behave(Handler next) {
        handler = next;
    }

    public Endpoint place() {
        return place;
    }

    /** The connections so far. */
    public int connections() {
        return connections.get();
    }

    /** The most connections that were open at a time. */
    public int mostAtOnce() {
        return most.get();
    }

    /** The connections that are open. */
    public Set<Connection> open() {
        return Set.copyOf(open);
    }

    private void acceptAll() {
        try {
            while (true) {
                Connection connection = acceptor.accept();
                connections.incrementAndGet();
                open.add(connection);
                most.accumulateAndGet(open.size(), Math::max);
                Thread.startVirtualThread(() -> serve(connection));
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private void serve(Connection connection) {
        try (connection) {
            handler.serve(connection);
        } catch (IOException | InterruptedException e) {
            // The filter has hung up, the script has, or the test is over.
        } finally {
            open.remove(connection);
        }
    }

    /** Waits for the thread that accepts: the kernel takes connections as long as it is on its way out of accept(). */
    @Override
    public void close() throws IOException {
        listener.close();
        try {
            server.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Connection connection : open) {
            connection.close();
        }
    }
}
