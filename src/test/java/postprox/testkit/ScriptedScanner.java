package postprox.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import postprox.net.Endpoint;

/** A server of HTTP on loopback that says what a test has it say, and keeps what it was asked. */
public final class ScriptedScanner extends ScriptedDaemon<ScriptedScanner.Conversation> {
    private final boolean isSecure;
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

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

    private ScriptedScanner(ScriptedService service, boolean isSecure) {
        super(service);
        this.isSecure = isSecure;
        behave(conversation -> conversation.answer(204, ""));
    }

    public static ScriptedScanner start() throws IOException {
        return onPort(0);
    }

    public static ScriptedScanner onPort(int port) throws IOException {
        return new ScriptedScanner(ScriptedService.onPort(port), false);
    }

    /** One that speaks TLS, by a socket that the caller has made for that. */
    public static ScriptedScanner over(ServerSocket secure) {
        return new ScriptedScanner(ScriptedService.over(secure), true);
    }

    @Override
    Conversation conversation(Connection connection) {
        return new Conversation(connection);
    }

    /** One connection. */
    public final class Conversation extends Connection {
        private Conversation(Connection connection) {
            super(connection);
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
    }

    /** Has it answer each request with 200 and a body. */
    public void says(String body) {
        behave(conversation -> conversation.answer(200, body));
    }

    public int port() {
        return place() instanceof Endpoint.Tcp tcp ? tcp.port() : 0;
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
}
