package postprox.world;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Stands in front of a scanner and breaks as one would: a request with {@link #POISON} in it ends all connections without an answer, and
 * the answer to one with {@link #SLOW} comes a byte at a time.
 */
final class BrittleRelay implements AutoCloseable {
    static final String POISON = "poison";
    static final String SLOW = "slowly";
    private static final Duration FOR_A_BYTE = Duration.ofMillis(400);

    private final int scanner;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger deaths = new AtomicInteger();
    private final ServedPort port = ServedPort.start(this::serve);
    private volatile boolean breaks = true;

    BrittleRelay(int scanner) {
        this.scanner = scanner;
    }

    int port() {
        return port.number();
    }

    /** How often it broke. */
    int deaths() {
        return deaths.get();
    }

    /** Nothing breaks it any more, as if the scanner had been mended. */
    void mend() {
        breaks = false;
    }

    private void serve(Socket client) throws IOException {
        try (Socket behind = new Socket(Tools.LOOPBACK, scanner)) {
            open.addAll(List.of(client, behind));
            AtomicBoolean slow = new AtomicBoolean();
            Thread.ofVirtual().start(() -> request(client, behind, slow));
            try {
                answer(behind.getInputStream(), client.getOutputStream(), slow);
            } finally {
                open.removeAll(List.of(client, behind));
            }
        }
    }

    private void request(Socket client, Socket behind, AtomicBoolean slow) {
        try {
            InputStream in = client.getInputStream();
            OutputStream out = behind.getOutputStream();
            byte[] buffer = new byte[8192];
            String seen = "";
            int count;
            while ((count = in.read(buffer)) >= 0) {
                // A word may come in two pieces.
                seen = seen.substring(Math.max(0, seen.length() - POISON.length()))
                        + new String(buffer, 0, count, StandardCharsets.ISO_8859_1);
                if (breaks && seen.contains(POISON)) {
                    die();
                    return;
                }
                if (breaks && seen.contains(SLOW)) {
                    slow.set(true);
                }
                out.write(buffer, 0, count);
            }
            behind.shutdownOutput();
        } catch (IOException e) {
            // One of the two has gone.
        }
    }

    private static void answer(InputStream in, OutputStream out, AtomicBoolean slow) throws IOException {
        byte[] buffer = new byte[8192];
        int count;
        while ((count = in.read(buffer)) >= 0) {
            int portion = slow.get() ? 1 : count;
            for (int from = 0; from < count; from += portion) {
                if (slow.get()) {
                    LockSupport.parkNanos(FOR_A_BYTE.toNanos());
                }
                out.write(buffer, from, portion);
            }
        }
    }

    private void die() {
        int _ = deaths.incrementAndGet();
        open.forEach(BrittleRelay::close);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone.
        }
    }

    @Override
    public void close() {
        port.close();
    }
}
