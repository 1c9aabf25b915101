package postprox.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
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

/** A clamd that says what a test has it say. It reads descriptors as it reads any byte, and throws them away. */
public final class ScriptedClamd implements AutoCloseable {
    private final ServerSocketChannel listener;
    private final Endpoint place;
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final Thread server;
    private volatile Script script = Conversation::awaitRequest;

    /** What it does on a connection. The connection is closed behind it. */
    @FunctionalInterface
    public interface Script {
        void run(Conversation conversation) throws IOException, InterruptedException;
    }

    private ScriptedClamd(StandardProtocolFamily family, SocketAddress address) throws IOException {
        this.listener = ServerSocketChannel.open(family);
        listener.bind(address);
        this.place = listener.getLocalAddress() instanceof InetSocketAddress inet
                ? new Endpoint.Tcp("127.0.0.1", inet.getPort())
                : new Endpoint.Unix(((UnixDomainSocketAddress) address).getPath());
        this.server = Thread.ofVirtual().start(this::serve);
    }

    public static ScriptedClamd onTcp() throws IOException {
        return onPort(0);
    }

    public static ScriptedClamd onPort(int port) throws IOException {
        return new ScriptedClamd(
                StandardProtocolFamily.INET, new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
    }

    public static ScriptedClamd onUnixSocket(Path path) throws IOException {
        return new ScriptedClamd(StandardProtocolFamily.UNIX, UnixDomainSocketAddress.of(path));
    }

    /** One connection. */
    public static final class Conversation {
        private final DataInputStream in;
        private final OutputStream out;

        private Conversation(SocketChannel channel) {
            this.in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel)));
            this.out = Channels.newOutputStream(channel);
        }

        /** Reads a request to its end. Returns the content of a stream, nothing for a descriptor. */
        public byte[] awaitRequest() throws IOException {
            if (awaitCommand().equals("zFILDES")) {
                int _ = in.read();
                return new byte[0];
            }
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            for (int length = in.readInt(); length > 0; length = in.readInt()) {
                content.write(in.readNBytes(length));
            }
            return content.toByteArray();
        }

        /** Reads a command up to its NUL. */
        public String awaitCommand() throws IOException {
            StringBuilder command = new StringBuilder();
            for (int c = in.read(); c > 0; c = in.read()) {
                command.append((char) c);
            }
            return command.toString();
        }

        public void say(String text) throws IOException {
            out.write(text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        }

        /** Waits until the filter has closed the connection. */
        public void awaitEnd() throws IOException {
            in.transferTo(OutputStream.nullOutputStream());
        }
    }

    /** Has it do something else on connections that begin from now on. */
    public void behave(Script next) {
        script = next;
    }

    public Endpoint place() {
        return place;
    }

    public int connections() {
        return connections.get();
    }

    /** The kernel takes connections as long as a thread is still on its way out of accept(). */
    @Override
    public void close() throws IOException {
        listener.close();
        try {
            server.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (SocketChannel channel : open) {
            channel.close();
        }
    }

    private void serve() {
        try {
            while (true) {
                SocketChannel channel = listener.accept();
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> converse(channel));
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private void converse(SocketChannel channel) {
        open.add(channel);
        try (channel) {
            script.run(new Conversation(channel));
        } catch (IOException | InterruptedException e) {
            // The filter has hung up, or the test is over.
        } finally {
            open.remove(channel);
        }
    }
}
