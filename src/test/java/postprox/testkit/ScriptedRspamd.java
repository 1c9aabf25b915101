package postprox.testkit;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** An rspamd that says what a test has it say. */
public final class ScriptedRspamd extends ScriptedDaemon<ScriptedRspamd.Conversation> {
    private ScriptedRspamd(ScriptedService service) {
        super(service);
        behave(Conversation::awaitEnd);
    }

    public static ScriptedRspamd onTcp() throws IOException {
        return onPort(0);
    }

    public static ScriptedRspamd onPort(int port) throws IOException {
        return new ScriptedRspamd(ScriptedService.onPort(port));
    }

    public static ScriptedRspamd onUnixSocket(Path path) throws IOException {
        return new ScriptedRspamd(ScriptedService.onUnixSocket(path));
    }

    /**
     * A request.
     *
     * @param lines the lines of its head
     * @param body  the message, one byte a character
     */
    public record Request(List<String> lines, String body) {
        /** The values of a header field. */
        public List<String> all(String name) {
            String start = name.toLowerCase(Locale.ROOT) + ": ";
            return lines.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                    .map(line -> line.substring(start.length()))
                    .toList();
        }
    }

    @Override
    Conversation conversation(Connection connection) {
        return new Conversation(connection);
    }

    /** One connection. */
    public static final class Conversation extends Connection {
        private Conversation(Connection connection) {
            super(connection);
        }

        /** Reads a request to its end. */
        public Request awaitRequest() throws IOException {
            Request head = awaitHead();
            int length = Integer.parseInt(
                    head.all("Content-Length").stream().findFirst().orElse("0"));
            return new Request(head.lines(), new String(in.readNBytes(length), StandardCharsets.ISO_8859_1));
        }

        /** Reads a request up to the message. */
        public Request awaitHead() throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n", head.length() - 4) < 0) {
                int c = in.read();
                if (c < 0) {
                    throw new EOFException();
                }
                head.append((char) c);
            }
            return new Request(List.of(head.toString().split("\r\n")), "");
        }

        /** Answers with this JSON. */
        public void answer(String json) throws IOException {
            say(reply(json));
        }
    }

    /** An answer of HTTP with this body, and with more fields in its head. */
    public static String reply(String body, String... fields) {
        StringBuilder head = new StringBuilder("HTTP/1.1 200 OK\r\nConnection: close\r\nServer: rspamd/3.4\r\n");
        Arrays.stream(fields).forEach(field -> head.append(field).append("\r\n"));
        return head + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    /** What rspamd says of a message with this action, and with more members. */
    public static String json(String action, String... members) {
        StringBuilder json =
                new StringBuilder("{\"is_skipped\":false,\"score\":1.5,\"required_score\":15.0,\"action\":\"" + action
                        + "\",\"symbols\":{},\"messages\":{},\"message-id\":\"undef\",\"time_real\":0.001");
        Arrays.stream(members).forEach(member -> json.append(',').append(member));
        return json.append('}').toString();
    }

    /** A script that reads a request and answers with this JSON. */
    public static Script<Conversation> answering(String json) {
        return conversation -> {
            Request _ = conversation.awaitRequest();
            conversation.answer(json);
        };
    }
}
