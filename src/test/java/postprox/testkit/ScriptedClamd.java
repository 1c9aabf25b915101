package postprox.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;

/** A clamd that says what a test has it say. It reads descriptors as it reads any byte, and throws them away. */
public final class ScriptedClamd extends ScriptedDaemon<ScriptedClamd.Conversation> {
    private ScriptedClamd(ScriptedService service) {
        super(service);
        behave(Conversation::awaitRequest);
    }

    public static ScriptedClamd onTcp() throws IOException {
        return onPort(0);
    }

    public static ScriptedClamd onPort(int port) throws IOException {
        return new ScriptedClamd(ScriptedService.onPort(port));
    }

    public static ScriptedClamd onUnixSocket(Path path) throws IOException {
        return new ScriptedClamd(ScriptedService.onUnixSocket(path));
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
    }
}
