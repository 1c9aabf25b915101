package postprox.testkit;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** A connection to a service of a test. What a service's protocol needs comes on top of it. */
public class Connection implements Closeable {
    protected final DataInputStream in;
    protected final OutputStream out;
    private final Closeable socket;

    Connection(Closeable socket, InputStream in, OutputStream out) {
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(in));
        this.out = out;
    }

    /** The same connection, of which nothing has been lost. */
    protected Connection(Connection same) {
        this.socket = same.socket;
        this.in = same.in;
        this.out = same.out;
    }

    /** Writes a text, one byte a character. */
    public final void say(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Writes the same again and again, twenty times a second, until the connection is closed. */
    public final void trickle(String text) throws IOException {
        while (true) {
            say(text);
            LockSupport.parkNanos(50_000_000);
        }
    }

    /** Reads a line, which it returns without its LF. There is none at the end of the input. */
    public final Optional<String> nextLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                return Optional.empty();
            }
            line.append((char) c);
        }
        return Optional.of(line.toString());
    }

    /** Waits until the filter has closed the connection, or its side of it. */
    public final void awaitEnd() throws IOException {
        in.transferTo(OutputStream.nullOutputStream());
    }

    @Override
    public final void close() throws IOException {
        socket.close();
    }
}
