package postprox.filter.policy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A policy service that does what a test has told it, request by request. */
final class ScriptedService implements AutoCloseable {
    private final ServerSocket listener;
    private final Queue<Act> script = new ConcurrentLinkedQueue<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    final Queue<List<String>> requests = new ConcurrentLinkedQueue<>();

    /** What the service does at a request. */
    interface Act {
        void on(Socket connection) throws IOException;
    }

    ScriptedService() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.startVirtualThread(this::acceptAll);
    }

    int port() {
        return listener.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    /** Does this at the next request. */
    ScriptedService then(Act act) {
        script.add(act);
        return this;
    }

    /** Writes this at the next request, one byte a character. */
    ScriptedService says(String text) {
        return then(connection -> write(connection, text));
    }

    ScriptedService closes() {
        return then(Socket::close);
    }

    static void write(Socket connection, String text) throws IOException {
        OutputStream out = connection.getOutputStream();
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Closes all connections, as a service that has restarted. */
    void drop() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
    }

    /** Writes to all connections without a request. */
    void speaksUnasked(String text) throws IOException {
        for (Socket socket : open) {
            write(socket, text);
        }
    }

    /** Whether nobody is connected. */
    boolean isIdle() {
        return open.isEmpty();
    }

    private void acceptAll() {
        try {
            while (true) {
                Socket socket = listener.accept();
                connections.incrementAndGet();
                open.add(socket);
                Thread.startVirtualThread(() -> serve(socket));
            }
        } catch (IOException e) {
            // The test has closed the listener.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            List<String> request = new ArrayList<>();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (!line.isEmpty()) {
                    request.add(line);
                    continue;
                }
                requests.add(List.copyOf(request));
                request.clear();
                Act act = script.poll();
                if (act != null) {
                    act.on(socket);
                }
            }
        } catch (IOException e) {
            // The other side has closed the connection.
        } finally {
            open.remove(socket);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        drop();
    }
}
