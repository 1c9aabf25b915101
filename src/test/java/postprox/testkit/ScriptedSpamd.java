package postprox.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A spamd that says what a test has it say. */
public final class ScriptedSpamd extends ScriptedDaemon<ScriptedSpamd.Conversation> {
    /**
     * A request.
     *
     * @param head    its lines with the empty one, one byte a character
     * @param content all that came behind, up to the end of the input, one byte a character
     */
    public record Request(String head, String content) {}

    private ScriptedSpamd(ScriptedService service) {
        super(service);
        behave(Conversation::awaitRequest);
    }

    public static ScriptedSpamd onPort(int port) throws IOException {
        return new ScriptedSpamd(ScriptedService.onPort(port));
    }

    public static ScriptedSpamd onUnixSocket(Path path) throws IOException {
        return new ScriptedSpamd(ScriptedService.onUnixSocket(path));
    }

    /** A whole reply to SYMBOLS. */
    public static String reply(String scores, String names) {
        return "SPAMD/1.1 0 EX_OK\r\nContent-length: " + names.length() + "\r\nSpam: " + scores + "\r\n\r\n" + names;
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
    }

    /** Has it read each request and say the same. */
    public void answer(String reply) {
        behave(conversation -> {
            Request _ = conversation.awaitRequest();
            conversation.say(reply);
        });
    }
}
