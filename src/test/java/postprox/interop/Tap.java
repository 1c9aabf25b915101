package postprox.interop;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import postprox.world.Patience;
import postprox.world.ServedPort;
import postprox.world.Tools;

/** Between the clients and a proxy: passes on each piece as it came, and keeps the beginning of the conversation. Thread-safe. */
final class Tap implements AutoCloseable {
    private static final int KEPT = 20_000;

    /** A command behind another one that has no reply yet. */
    private static final Pattern EARLY = Pattern.compile("(?mi)^(MAIL FROM|RCPT TO):.*\\R(RCPT TO:|DATA\\b|BDAT )");

    private static final Pattern MAIL_ALONE = Pattern.compile("(?i)MAIL FROM:[^\r\n]*(\r\n)?");
    private static final long TICK_MILLIS = 1_000;

    /** What one side sent before the other one said something. */
    private record Turn(boolean isClients, StringBuilder text) {}

    private final int proxy;
    private final ServedPort port;
    private final List<Turn> turns = new ArrayList<>();
    private int kept;
    private boolean holdsBack;

    private Tap(int proxy) {
        this.proxy = proxy;
        this.port = ServedPort.start(this::join);
    }

    /** A tap in front of a port of 127.0.0.1. */
    static Tap before(int port) {
        return new Tap(port);
    }

    int port() {
        return port.number();
    }

    /** Starts a new conversation. */
    synchronized void forget() {
        turns.clear();
        kept = 0;
        holdsBack = false;
    }

    /**
     * Holds the reply to MAIL back until another command has come: a client that pipelines sends one, however slow it is and
     * however fast the server.
     */
    synchronized void holdBackReplies() {
        holdsBack = true;
    }

    /** Who said what since it was told to forget. */
    synchronized String conversation() {
        return turns.stream()
                .map(turn -> (turn.isClients() ? "C: " : "S: ") + turn.text())
                .collect(Collectors.joining());
    }

    /** Whether a client has sent a command before the reply to the one before it. */
    synchronized boolean hasSeenPipelining() {
        return turns.stream()
                .anyMatch(turn -> turn.isClients() && EARLY.matcher(turn.text()).find());
    }

    @Override
    public void close() {
        port.close();
    }

    private synchronized void keep(boolean isClients, byte[] piece, int length) {
        int more = Math.min(length, KEPT - kept);
        if (more <= 0) {
            return;
        }
        if (turns.isEmpty() || turns.getLast().isClients() != isClients) {
            turns.add(new Turn(isClients, new StringBuilder()));
        }
        turns.getLast().text().append(new String(piece, 0, more, StandardCharsets.ISO_8859_1));
        kept += more;
        notifyAll();
    }

    private synchronized void awaitCommandBehindMail() throws InterruptedException {
        long end = System.nanoTime() + Patience.LIMIT.toNanos();
        while (holdsBack && isAtMail() && System.nanoTime() - end < 0) {
            wait(TICK_MILLIS);
        }
    }

    private boolean isAtMail() {
        return !turns.isEmpty()
                && turns.getLast().isClients()
                && MAIL_ALONE.matcher(turns.getLast().text()).matches();
    }

    /** Where the proxy is not there, the client sees the end of the connection. */
    private void join(Socket client) throws IOException {
        try (Socket server = new Socket(Tools.LOOPBACK, proxy)) {
            Thread replies = Thread.ofVirtual().start(() -> pass(server, client, false));
            pass(client, server, true);
            replies.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void pass(Socket from, Socket to, boolean isClients) {
        byte[] piece = new byte[1 << 16];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            int length;
            while ((length = in.read(piece)) > 0) {
                if (!isClients) {
                    awaitCommandBehindMail();
                }
                keep(isClients, piece, length);
                out.write(piece, 0, length);
            }
            to.shutdownOutput();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // One side is gone without a word: the other one learns it.
            abandon(from);
            abandon(to);
        }
    }

    private static void abandon(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
