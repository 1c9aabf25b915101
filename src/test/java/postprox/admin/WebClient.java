package postprox.admin;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import postprox.world.Patience;

/** A client of the web server that says to it whatever a test wants, byte for byte. */
final class WebClient implements AutoCloseable {
    private final Socket socket = new Socket();
    private final InputStream in;

    WebClient(int port) throws IOException {
        // So small that what the client does not read soon stays with the server.
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), millis());
        socket.setSoTimeout(millis());
        this.in = socket.getInputStream();
    }

    private static int millis() {
        return Math.toIntExact(Patience.LIMIT.toMillis());
    }

    /** The whole answer to a request. It ends with the connection. */
    static String ask(int port, String request) throws IOException {
        try (WebClient client = new WebClient(port)) {
            client.say(request);
            return client.rest();
        }
    }

    /** The answer to GET, with these fields in the request besides that of the connection. */
    static String get(int port, String path, String... fields) throws IOException {
        return ask(port, request("GET", path, fields));
    }

    static String request(String method, String path, String... fields) {
        String more = fields.length == 0 ? "" : String.join("\r\n", fields) + "\r\n";
        return method + " " + path + " HTTP/1.1\r\n" + more + "Connection: close\r\n\r\n";
    }

    void say(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** Reads up to a text, which must come. */
    void readUpTo(String text) throws IOException {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(text) < 0) {
            int octet = in.read();
            if (octet < 0) {
                throw new EOFException("the connection ended after " + read);
            }
            read.append((char) octet);
        }
    }

    /** Reads as much as there is room for. */
    String read(byte[] room) throws IOException {
        int count = in.readNBytes(room, 0, room.length);
        return new String(room, 0, count, StandardCharsets.ISO_8859_1);
    }

    /** All up to the end of the connection, however that ends. */
    String rest() throws IOException {
        StringBuilder read = new StringBuilder();
        try {
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                read.append((char) octet);
            }
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            // Reset by the server: the end as well.
        }
        return read.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
