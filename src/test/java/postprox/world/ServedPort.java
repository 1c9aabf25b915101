package postprox.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;

/** A port of 127.0.0.1 whose connections are served side by side, each on a thread of its own. */
public final class ServedPort implements AutoCloseable {
    private final ServerSocket socket;
    private final Service service;

    /** What is done with a connection, which is closed then. */
    @FunctionalInterface
    public interface Service {
        /** A client that goes away in the middle is none of the test's business. */
        void serve(Socket client) throws IOException;
    }

    private ServedPort(ServerSocket socket, Service service) {
        this.socket = socket;
        this.service = service;
    }

    public static ServedPort start(Service service) {
        try {
            ServedPort port = new ServedPort(new ServerSocket(0, 50, Tools.LOOPBACK), service);
            Thread.ofVirtual().start(port::acceptAll);
            return port;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int number() {
        return socket.getLocalPort();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void acceptAll() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                // Closed: the test is over.
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            service.serve(client);
        } catch (IOException e) {
            // It is gone.
        }
    }
}
