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
 * Stands in front of a server and breaks as one would: a request with {@link #POISON} in it ends all connections without an answer, the
 * answer to one with {@link #SLOW} comes a byte at a time, and the answer to one with {@link #HELD} waits for {@link #mend}.
 */
final class BrittleRelay implements AutoCloseable {
    static final String POISON = "poison";
    static final String SLOW = "slowly";
    static final String HELD = "held";
    private static final Duration FOR_A_BYTE = Duration.ofMillis(400);

    private final int server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger held = new AtomicInteger();
    private final AtomicInteger deaths = new AtomicInteger();
    private final ServedPort port = ServedPort.start(this::serve);
    private volatile boolean breaks = true;

    /** How the answers on a connection come. */
    private record Manner(AtomicBoolean slow, AtomicBoolean held) {}

    BrittleRelay(int server) {
        this.server = server;
    }

    int port() {
        return port.number();
    }

    /** How often it broke. */
    int deaths() {
        return deaths.get();
    }

    /** Waits until it holds back an answer. */
    void awaitHeld() {
        Patience.await("an answer is held back", () -> held.get() > 0);
    }

    /** Nothing breaks it any more, as if the server had been mended. */
    void mend() {
        breaks = false;
    }

    /** Nobody is served any more, and connections that are open end. */
    void endForGood() {
        close();
        die();
    }

    private void serve(Socket client) throws IOException {
        try (Socket behind = new Socket(Tools.LOOPBACK, server)) {
            open.addAll(List.of(client, behind));
            Manner manner = new Manner(new AtomicBoolean(), new AtomicBoolean());
            Thread.ofVirtual().start(() -> request(client, behind, manner));
            try {
                answer(behind.getInputStream(), client.getOutputStream(), manner);
            } finally {
                open.removeAll(List.of(client, behind));
            }
        }
    }

    private void request(Socket client, Socket behind, Manner manner) {
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
                    manner.slow().set(true);
                }
                if (breaks && seen.contains(HELD) && manner.held().compareAndSet(false, true)) {
                    int _ = held.incrementAndGet();
                }
                out.write(buffer, 0, count);
            }
            behind.shutdownOutput();
        } catch (IOException e) {
            // One of the two has gone.
        }
    }

    private void answer(InputStream in, OutputStream out, Manner manner) throws IOException {
        byte[] buffer = new byte[8192];
        int count;
        while ((count = in.read(buffer)) >= 0) {
            while (breaks && manner.held().get()) {
                LockSupport.parkNanos(1_000_000);
            }
            int portion = manner.slow().get() ? 1 : count;
            for (int from = 0; from < count; from += portion) {
                if (manner.slow().get()) {
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
