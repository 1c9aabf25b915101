package postprox.admin;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import postprox.net.Endpoint;
import postprox.net.Listener;
import postprox.net.Wire;
import postprox.net.WireException;
import postprox.time.Deadline;
import postprox.time.Ticker;
import postprox.time.Watchdog;

/**
 * Answers HAProxy's agent checks (its configuration manual, "agent-check"): who connects gets one line of words, and no more. Thread-safe.
 */
public final class AgentSocket implements Closeable {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Listener listener;
    private final Supplier<String> words;

    private AgentSocket(Listener listener, Supplier<String> words) {
        this.listener = listener;
        this.words = words;
    }

    /**
     * Opens the socket.
     *
     * @param words   what the process says of itself at this moment, such as {@code ready up 100%}
     * @param trouble takes the reasons why connections could not be accepted
     * @throws IOException if the place is taken, or the process may not use it
     */
    public static AgentSocket open(
            Endpoint place, Supplier<String> words, Watchdog watchdog, Consumer<Throwable> trouble) throws IOException {
        AgentSocket socket = new AgentSocket(Listener.bind(place, watchdog), words);
        Thread.ofVirtual().name("agent").start(() -> socket.listener.acceptAll(socket::begin, trouble));
        return socket;
    }

    /** The TCP port; 0 for a Unix socket. */
    public int port() throws IOException {
        return listener.port();
    }

    private void begin(Wire client) {
        Thread.ofVirtual().name("agent").start(() -> tell(client));
    }

    private void tell(Wire client) {
        try (client) {
            client.timeouts(PATIENCE, Deadline.after(Ticker.SYSTEM, PATIENCE));
            byte[] line = (words.get() + "\n").getBytes(StandardCharsets.US_ASCII);
            client.write(line, 0, line.length);
        } catch (WireException e) {
            // The client has gone, and asks again.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
