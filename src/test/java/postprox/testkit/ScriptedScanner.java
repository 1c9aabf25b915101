package postprox.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server of HTTP on loopback that says what a test has it say, and keeps what it was asked. */
public final class ScriptedScanner implements AutoCloseable {
    private final ServerSocket listener;
    private final boolean isSecure;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final Thread server;
    private volatile Script script = conversation -> conversation.answer(204, "");

    /** What it does on a connection. The connection is closed behind it. */
    @FunctionalInterface
    public interface Script {
        void run(Conversation conversation) throws IOException, InterruptedException;
    }

    /**
     * A request.
     *
     * @param line    the first line
     * @param headers the fields, by their names in any case
     * @param body    the body, one byte a character
     */
    public record Asked(String line, Map<String, String> headers, String body) {
        public String header(String name) {
            return headers.getOrDefault(name, "");
        }

        public boolean isHook() {
            return headers.containsKey("X-MTA-Hooks-Request-Id");
        }
    }

    private ScriptedScanner(ServerSocket listener, boolean isSecure) {
        this.listener = listener;
        this.isSecure = isSecure;
        this.server = Thread.ofVirtual().start(this::serve);
    }

    public static ScriptedScanner start() throws IOException {
        return onPort(0);
    }

    public static ScriptedScanner onPort(int port) throws IOException {
        return new ScriptedScanner(new ServerSocket(port, 50, InetAddress.ofLiteral("127.0.0.1")), false);
    }

    /** One that speaks TLS, by a socket that the caller has made for that. */
    public static ScriptedScanner over(ServerSocket secure) {
        return new ScriptedScanner(secure, true);
    }

    /** One connection. */
    public final class Conversation {
        private final InputStream in;
        private final OutputStream out;

        private Conversation(Socket socket) throws IOException {
            this.in = new BufferedInputStream(socket.getInputStream());
            this.out = socket.getOutputStream();
        }

        /** Reads the head of a request alone. */
        public Asked head() throws IOException {
            String line = line();
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            for (String field = line(); !field.isEmpty(); field = line()) {
                int colon = field.indexOf(':');
                headers.put(
                        field.substring(0, colon), field.substring(colon + 1).strip());
            }
            return new Asked(line, headers, "");
        }

        /** Reads a request to its end, and keeps it. */
        public Asked request() throws IOException {
            Asked head = head();
            Map<String, String> headers = head.headers();
            int length = Integer.parseInt(headers.getOrDefault("Content-Length", "0"));
            byte[] body = in.readNBytes(length);
            if (body.length < length) {
                throw new IOException("the request broke off");
            }
            Asked request = new Asked(head.line(), headers, new String(body, StandardCharsets.ISO_8859_1));
            asked.add(request);
            return request;
        }

        private String line() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new IOException("the request broke off");
                }
                line.write(c);
            }
            return line.toString(StandardCharsets.ISO_8859_1).strip();
        }

        /** Reads the request, and answers it. */
        public void answer(int status, String body, String... fields) throws IOException {
            request();
            reply(status, body, fields);
        }

        /** Answers in UTF-8. */
        public void reply(int status, String body, String... fields) throws IOException {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Said\r\n");
            for (String field : fields) {
                head.append(field).append("\r\n");
            }
            if (status != 204) {
                head.append("Content-Length: ").append(bytes.length).append("\r\n");
            }
            say(head.append("\r\n").toString());
            out.write(bytes);
        }

        public void say(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }

        /** Waits until postprox has closed the connection. */
        public void awaitEnd() throws IOException {
            in.transferTo(OutputStream.nullOutputStream());
        }
    }

    /** Has it do something else on connections that begin from now on. */
    public void behave(Script next) {
        script = next;
    }

    /** Has it answer each request with 200 and a body. */
    public void says(String body) {
        behave(conversation -> conversation.answer(200, body));
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Its URL up to the path. */
    public String origin() {
        return (isSecure ? "https" : "http") + "://127.0.0.1:" + port();
    }

    /** All requests so far that came as a whole. */
    public List<Asked> asked() {
        return List.copyOf(asked);
    }

    /** The requests whose first line begins so. */
    public List<Asked> asked(String beginning) {
        return asked.stream()
                .filter(request -> request.line().startsWith(beginning))
                .toList();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        try {
            server.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Socket socket : open) {
            socket.close();
        }
    }

    private void serve() {
        try {
            while (true) {
                Socket socket = listener.accept();
                open.add(socket);
                Thread.ofVirtual().start(() -> converse(socket));
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private void converse(Socket socket) {
        try (socket) {
            script.run(new Conversation(socket));
        } catch (IOException | InterruptedException e) {
            // postprox has hung up, or the test is over.
        } finally {
            open.remove(socket);
        }
    }
}
