package postprox.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** A client that says exactly the bytes it is told to. Text is one byte a character. */
public final class SmtpClient implements AutoCloseable {
    private final LineSocket socket;
    private final List<String> acknowledgements = new ArrayList<>();

    private SmtpClient(LineSocket socket) {
        this.socket = socket;
    }

    /** A connection to a port of 127.0.0.1. */
    public static SmtpClient connect(int port) throws IOException {
        return new SmtpClient(new LineSocket(new Socket(InetAddress.getLoopbackAddress(), port)));
    }

    /** Sends text in one write. */
    public SmtpClient send(String text) throws IOException {
        socket.send(text);
        return this;
    }

    public SmtpClient send(byte[] bytes) throws IOException {
        socket.send(bytes);
        return this;
    }

    public SmtpClient sendByteByByte(String text) throws IOException {
        socket.sendByteByByte(text);
        return this;
    }

    /** The next reply, its lines joined with {@code \n}. */
    public String reply() throws IOException {
        StringBuilder reply = new StringBuilder();
        while (true) {
            String line = socket.line();
            reply.append(line);
            if (line.length() < 4 || line.charAt(3) != '-') {
                return reply.toString();
            }
            reply.append('\n');
        }
    }

    /** Sends a command line and waits for its reply. */
    public String command(String line) throws IOException {
        send(line + "\r\n");
        return reply();
    }

    /** Greeting and EHLO. */
    public SmtpClient greet() throws IOException {
        expect("220", reply());
        expect("250", command("EHLO client.example"));
        return this;
    }

    /** An envelope for one recipient. */
    public SmtpClient envelope() throws IOException {
        expect("250", command("MAIL FROM:<sender@example.org>"));
        expect("250", command("RCPT TO:<recipient@example.org>"));
        return this;
    }

    /** DATA and content as it is on the wire, with the final dot; returns the reply to the latter. */
    public String data(String wire) throws IOException {
        expect("354", command("DATA"));
        return finish(wire + ".\r\n");
    }

    /** Content as one chunk, which is the last; returns the reply to the message. */
    public String lastChunk(String content) throws IOException {
        return finish("BDAT " + content.length() + " LAST\r\n" + content);
    }

    /** Content as a chunk that is not the last; returns the reply to it. */
    public String chunk(String content) throws IOException {
        return send("BDAT " + content.length() + "\r\n" + content).reply();
    }

    /** Sends the last piece of a message and waits for the reply to it. */
    public String finish(String lastPiece) throws IOException {
        send(lastPiece);
        String reply = reply();
        if (reply.startsWith("2")) {
            acknowledgements.add(reply);
        }
        return reply;
    }

    /** Everything up to the end of the connection. */
    public String rest() throws IOException {
        return socket.rest();
    }

    /** Says goodbye; returns what comes from here to the end. */
    public String quit() throws IOException {
        return send("QUIT\r\n").rest();
    }

    /** Says that nothing more will come, but goes on listening. */
    public void halfClose() throws IOException {
        socket.halfClose();
    }

    /** Closes with RST. */
    public void reset() throws IOException {
        socket.reset();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    String line() throws IOException {
        return socket.line();
    }

    List<String> acknowledgements() {
        return acknowledgements;
    }

    private static void expect(String code, String reply) {
        if (!reply.startsWith(code)) {
            throw new AssertionError("expected " + code + ", got: " + reply);
        }
    }
}
