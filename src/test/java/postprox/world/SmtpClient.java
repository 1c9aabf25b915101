package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** An SMTP client that says what the test tells it to. Text holds one byte a character. */
public final class SmtpClient implements AutoCloseable {
    private final InputStream in;
    private final OutputStream out;
    private final Closeable connection;

    private SmtpClient(InputStream in, OutputStream out, Closeable connection) {
        this.in = in;
        this.out = out;
        this.connection = connection;
    }

    /** A client connected to a port of 127.0.0.1, which has read the greeting. */
    public static SmtpClient connect(int port) {
        SmtpClient client = connectSilently(port);
        assertThat(client.reply()).startsWith("220");
        return client;
    }

    /** A client connected to a port of 127.0.0.1, which has read nothing yet. */
    static SmtpClient connectSilently(int port) {
        try {
            Socket socket = new Socket();
            socket.connect(new InetSocketAddress(Tools.LOOPBACK, port), Patience.MILLIS);
            return over(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A client connected to a Unix socket, which has read nothing yet. */
    static SmtpClient connectSilently(Path path) {
        try {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            channel.connect(UnixDomainSocketAddress.of(path));
            return new SmtpClient(Channels.newInputStream(channel), Channels.newOutputStream(channel), channel);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static SmtpClient over(Socket socket) throws IOException {
        socket.setSoTimeout(Patience.MILLIS);
        socket.setTcpNoDelay(true);
        return new SmtpClient(socket.getInputStream(), socket.getOutputStream(), socket);
    }

    static SmtpClient over(Process process) {
        return new SmtpClient(process.getInputStream(), process.getOutputStream(), process.getOutputStream());
    }

    /** Says a line and returns the reply to it. */
    public String say(String line) {
        write(line + "\r\n");
        return reply();
    }

    /** Writes what it is given. */
    public void write(String text) {
        try {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads one reply; the lines of a longer one are set apart by LF. */
    public String reply() {
        try {
            StringBuilder reply = new StringBuilder();
            String line;
            do {
                line = line();
                reply.append(reply.isEmpty() ? "" : "\n").append(line);
            } while (line.length() > 3 && line.charAt(3) == '-');
            return reply.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything up to the end of the connection. */
    public String rest() {
        try {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Sends a message; its envelope must be taken.
     *
     * @param content lines that end with CRLF, dots unstuffed
     * @return the reply to the message
     */
    String send(String sender, String recipient, String content) {
        begin(sender, recipient);
        finish(content);
        return reply();
    }

    /** Sends an envelope up to 354. */
    void begin(String sender, String recipient) {
        assertThat(say("MAIL FROM:<" + sender + ">")).startsWith("250");
        assertThat(say("RCPT TO:<" + recipient + ">")).startsWith("250");
        assertThat(say("DATA")).startsWith("354");
    }

    /** Sends content and the final dot. */
    public void finish(String content) {
        write(("\r\n" + content).replace("\r\n.", "\r\n..").substring(2) + ".\r\n");
    }

    /** Sends no more, and still listens; on a pipe, standard input ends. */
    void endInput() {
        try {
            if (connection instanceof Socket socket) {
                socket.shutdownOutput();
            } else {
                out.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (IOException e) {
            // A pipe whose reader has ended with something still in it: what the test wanted to see, it has seen.
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int octet;
        while ((octet = in.read()) != '\n') {
            if (octet < 0) {
                throw new EOFException(
                        "the connection ended after '" + line.toString(StandardCharsets.ISO_8859_1) + "'");
            }
            if (octet != '\r') {
                line.write(octet);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }
}
