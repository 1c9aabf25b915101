package postprox.testkit;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import postprox.net.Endpoint;

/** A spamd that says what a test has it say. */
public final class ScriptedSpamd implements AutoCloseable {
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

    /**
     * A request.
     *
     * @param head    its lines with the empty one, one byte a character
     * @param content all that came behind, up to the end of the input, one byte a character
     */
    public record Request(String head, String content) {}

    private ScriptedSpamd(StandardProtocolFamily family, SocketAddress address) throws IOException {
        this.listener = ServerSocketChannel.open(family);
        listener.bind(address);
        this.place = listener.getLocalAddress() instanceof InetSocketAddress inet
                ? new Endpoint.Tcp("127.0.0.1", inet.getPort())
                : new Endpoint.Unix(((UnixDomainSocketAddress) address).getPath());
        this.server = Thread.ofVirtual().start(this::serve);
    }

    public static ScriptedSpamd onPort(int port) throws IOException {
        return new ScriptedSpamd(
                StandardProtocolFamily.INET, new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
    }

    public static ScriptedSpamd onUnixSocket(Path path) throws IOException {
        return new ScriptedSpamd(StandardProtocolFamily.UNIX, UnixDomainSocketAddress.of(path));
    }

    /** A whole reply to SYMBOLS. */
    public static String reply(String scores, String names) {
        return "SPAMD/1.1 0 EX_OK\r\nContent-length: " + names.length() + "\r\nSpam: " + scores + "\r\n\r\n" + names;
    }

    /** One connection. */
    public static final class Conversation {
        private final InputStream in;
        private final OutputStream out;

        private Conversation(SocketChannel channel) {
            this.in = new BufferedInputStream(Channels.newInputStream(channel));
            this.out = Channels.newOutputStream(channel);
        }

        /** Reads a request up to the end of the input, which the filter must make: it is the half close that ends it. */
        public Request awaitRequest() throws IOException {
            return new Request(awaitHead(), new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
        }

        /** Reads the head of a request with its empty line. */
        public String awaitHead() throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int c = in.read();
                if (c < 0) {
                    throw new IOException("no head: " + head);
                }
                head.append((char) c);
            }
            return head.toString();
        }

        public void say(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        /** Waits until the filter has closed the connection, or its side of it. */
        public void awaitEnd() throws IOException {
            in.transferTo(OutputStream.nullOutputStream());
        }
    }

    /** Has it do something else on connections that begin from now on. */
    public void behave(Script next) {
        script = next;
    }

    /** Has it read each request and say the same. */
    public void answer(String reply) {
        behave(conversation -> {
            Request _ = conversation.awaitRequest();
            conversation.say(reply);
        });
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
