package postprox.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** An SMTP server on a free port of 127.0.0.1 that behaves as scripted, each connection in its own way. */
public final class ScriptedNextHop implements AutoCloseable {
    private final ServerSocket server;
    private final List<Script> scripts;
    private final Patience patience = new Patience();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** The kernel goes on taking connections until the thread that waits for one has noticed. */
    private final CountDownLatch deaf = new CountDownLatch(1);

    private final AtomicInteger queued = new AtomicInteger();

    // Guarded by the patience.
    private final List<NextHopConnection> connections = new ArrayList<>();
    private final List<String> answers = new ArrayList<>();

    private ScriptedNextHop(ServerSocket server, List<Script> scripts) {
        this.server = server;
        this.scripts = scripts;
    }

    /** A next hop whose first connections go by a script each, and all further ones by the last of them. */
    public static ScriptedNextHop start(Script... scripts) {
        try {
            ServerSocket server = new ServerSocket();
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 128);
            ScriptedNextHop hop = new ScriptedNextHop(server, List.of(scripts));
            Thread.ofVirtual().start(hop::acceptAll);
            return hop;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return server.getLocalPort();
    }

    /** A connection by its number from 1, waiting until it is there. */
    public NextHopConnection connection(int number) {
        patience.await("connection " + number, () -> connections.size() >= number, connections::size);
        return patience.locked(() -> connections.get(number - 1));
    }

    public int connectionCount() {
        return patience.locked(connections::size);
    }

    /** All messages that came to their final dot, on all connections. */
    public List<Mail> mails() {
        return all().stream().flatMap(connection -> connection.mails().stream()).toList();
    }

    /** All commands on all connections. */
    public List<String> commands() {
        return all().stream()
                .flatMap(connection -> connection.commands().stream())
                .toList();
    }

    /** What was said to final dots, in the order of time. */
    public List<String> answersToDots() {
        return patience.locked(() -> List.copyOf(answers));
    }

    /** Whatever is done, no new connection is possible from now on; open ones go on. */
    public void stopListening() {
        try {
            server.close();
            deaf.await();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        stopListening();
        all().forEach(NextHopConnection::close);
    }

    String nextQueueId() {
        return "Q" + queued.incrementAndGet();
    }

    void answered(String words) {
        patience.change(() -> answers.add(words));
    }

    /** Holds a connection's thread until the test is over. */
    void awaitClose() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<NextHopConnection> all() {
        return patience.locked(() -> List.copyOf(connections));
    }

    private void acceptAll() {
        try {
            while (true) {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                NextHopConnection connection = patience.locked(() -> add(socket));
                Thread.ofVirtual().start(connection::play);
            }
        } catch (IOException e) {
            // Closed: the test is over, or wants no more connections.
        } finally {
            deaf.countDown();
        }
    }

    private NextHopConnection add(Socket socket) {
        Script script = scripts.get(Math.min(connections.size(), scripts.size() - 1));
        NextHopConnection connection = new NextHopConnection(socket, script, this);
        connections.add(connection);
        return connection;
    }
}
