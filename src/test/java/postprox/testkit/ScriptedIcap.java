package postprox.testkit;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import postprox.net.Endpoint;

/** An ICAP service that says what a test has it say to a message. It answers OPTIONS by itself, unless it is told otherwise. */
public final class ScriptedIcap implements Closeable {
    public static final String CLEAN = "ICAP/1.0 204 Unmodified\r\nISTag: \"test-1\"\r\n\r\n";
    public static final String OPTIONS =
            "ICAP/1.0 200 OK\r\nMethods: RESPMOD\r\nAllow: 204\r\nEncapsulated: null-body=0\r\n\r\n";

    private final ScriptedService service;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private volatile Script script = conversation -> conversation.say(CLEAN);
    private volatile Script options = conversation -> conversation.say(OPTIONS);

    /** What it does on a request. The connection is closed behind it if it throws. */
    @FunctionalInterface
    public interface Script {
        void run(Conversation conversation) throws IOException, InterruptedException;
    }

    /**
     * A request.
     *
     * @param head  the head of ICAP
     * @param parts the heads of HTTP
     * @param body  the body, one byte a character
     */
    public record Request(String head, String parts, String body) {}

    private ScriptedIcap(ScriptedService service) {
        this.service = service;
        service.behave(this::converse);
    }

    public static ScriptedIcap start() throws IOException {
        return onPort(0);
    }

    public static ScriptedIcap onPort(int port) throws IOException {
        return new ScriptedIcap(ScriptedService.onPort(port));
    }

    /** A request that has begun: its head was read. */
    public final class Conversation extends Connection {
        private final String head;

        private Conversation(Connection connection, String head) {
            super(connection);
            this.head = head;
        }

        /** Reads all of a request, whose body it returns. */
        public byte[] awaitRequest() throws IOException {
            String parts = awaitParts();
            byte[] body = chunks(new ByteArrayOutputStream()).toByteArray();
            requests.add(new Request(head, parts, text(body)));
            return body;
        }

        /** Reads the heads of HTTP, as long as the field Encapsulated says. */
        public String awaitParts() throws IOException {
            int bodyAt = Integer.parseInt(head.substring(head.lastIndexOf("-body=") + "-body=".length())
                    .lines()
                    .findFirst()
                    .orElseThrow());
            return text(in.readNBytes(bodyAt));
        }

        /** Reads chunks up to the last one. */
        public ByteArrayOutputStream chunks(ByteArrayOutputStream body) throws IOException {
            for (String size = line(in); !size.startsWith("0"); size = line(in)) {
                body.write(in.readNBytes(Integer.parseInt(size, 16)));
                if (!line(in).isEmpty()) {
                    throw new IOException("a chunk is longer than it says");
                }
            }
            if (!line(in).isEmpty()) {
                throw new IOException("something is behind the last chunk");
            }
            return body;
        }

        /** One chunk of the body, or its end. */
        public String chunkLine() throws IOException {
            return line(in);
        }

        public byte[] read(int bytes) throws IOException {
            return in.readNBytes(bytes);
        }

        public String head() {
            return head;
        }

        /** Says 200 with a body, which has a length by its head and perhaps another one in truth. */
        public void sayBody(String fields, String httpHead, byte[] body) throws IOException {
            say("ICAP/1.0 200 OK\r\n" + fields + "Encapsulated: res-hdr=0, res-body=" + httpHead.length() + "\r\n\r\n"
                    + httpHead);
            if (body.length > 0) {
                say(Integer.toHexString(body.length) + "\r\n");
                out.write(body);
                say("\r\n");
            }
            say("0\r\n\r\n");
        }
    }

    /** The head of a response with a message in it. */
    public static String httpHead(long length) {
        return "HTTP/1.1 200 OK\r\nContent-Type: message/rfc822\r\nContent-Length: " + length + "\r\n\r\n";
    }

    /** Has it do something else on messages that begin from now on. */
    public void behave(Script next) {
        script = next;
    }

    /** Has it do something else when it is asked for its OPTIONS. */
    public void behaveOnOptions(Script next) {
        options = next;
    }

    public Endpoint place() {
        return service.place();
    }

    /** The whole requests about messages so far. */
    public List<Request> requests() {
        return requests;
    }

    public int connections() {
        return service.connections();
    }

    /** The most connections that were open at a time. */
    public int mostAtOnce() {
        return service.mostAtOnce();
    }

    private void converse(Connection connection) throws IOException, InterruptedException {
        for (Optional<String> head = head(connection.in); head.isPresent(); head = head(connection.in)) {
            Conversation conversation = new Conversation(connection, head.get());
            (head.get().startsWith("OPTIONS ") ? options : script).run(conversation);
        }
    }

    private static Optional<String> head(InputStream in) throws IOException {
        in.mark(1);
        if (in.read() < 0) {
            return Optional.empty();
        }
        in.reset();
        StringBuilder head = new StringBuilder();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            head.append(line).append("\r\n");
        }
        return Optional.of(head.toString());
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException();
            }
            line.write(c);
        }
        String text = text(line.toByteArray());
        if (!text.endsWith("\r")) {
            throw new IOException("a line ends in LF alone");
        }
        return text.substring(0, text.length() - 1);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        service.close();
    }
}
