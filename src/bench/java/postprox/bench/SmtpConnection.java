package postprox.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import postprox.bench.lab.Ports;

/** A client's connection that waits for the reply to each command. Not thread-safe. */
final class SmtpConnection implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 30_000;

    private static final int NARROW_BYTES = 4 * 1024;

    /** The longest reply line that is looked for; those of the programs here are far shorter. */
    private static final int LINE_BYTES = 512;

    private final Socket socket;
    private final InputStream input;

    private SmtpConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.input = new BufferedInputStream(socket.getInputStream(), LINE_BYTES);
    }

    /** Connects and reads the greeting. */
    static SmtpConnection open(int port) throws IOException {
        return open(port, new Socket());
    }

    /** The same; what is said and not read fills the little room that the kernel has for it. */
    static SmtpConnection openNarrow(int port) throws IOException {
        Socket socket = new Socket();
        // Before connect: the window that the peer is offered is made of it.
        socket.setReceiveBufferSize(NARROW_BYTES);
        return open(port, socket);
    }

    private static SmtpConnection open(int port, Socket socket) throws IOException {
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(new InetSocketAddress(Ports.LOOPBACK, port), TIMEOUT_MILLIS);
            SmtpConnection connection = new SmtpConnection(socket);
            connection.expect('2');
            return connection;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Sends a command and reads its reply, which must begin with this digit. */
    void say(String command, char digit) throws IOException {
        write(command + "\r\n");
        expect(digit);
    }

    /** Sends a message's content, with the final dot, and reads the reply. */
    void finish(byte[] content) throws IOException {
        write(content);
        expect('2');
    }

    /** Sends this and waits for nothing. */
    void write(String text) throws IOException {
        write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    private void expect(char digit) throws IOException {
        String line = readLine();
        while (line.length() > 3 && line.charAt(3) == '-') {
            line = readLine();
        }
        if (line.isEmpty() || line.charAt(0) != digit) {
            throw new IOException("the reply is not " + digit + "xx: '" + line + "'");
        }
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        int next = input.read();
        while (next >= 0 && next != '\n') {
            line.append((char) next);
            next = input.read();
        }
        return line.toString().strip();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
