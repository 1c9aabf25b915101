package postprox.admin;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import postprox.time.Ticker;
import postprox.time.Watchdog;

/**
 * The answer to one request, which is sent once. Each step of it has a limited time: a client that does not read ends, so that it keeps
 * no place from others. For the thread of the request; the watchdog checks from its own.
 */
public final class Answer implements Watchdog.Watched, AutoCloseable {
    private static final Duration STEP = Duration.ofSeconds(10);

    private final HttpExchange exchange;
    private final Ticker ticker;
    private final Watchdog watchdog;
    private final Thread thread = Thread.currentThread();
    private volatile long begin;

    Answer(HttpExchange exchange, Ticker ticker, Watchdog watchdog) {
        this.exchange = exchange;
        this.ticker = ticker;
        this.watchdog = watchdog;
        this.begin = ticker.nanos();
        watchdog.watch(this);
    }

    /** The path that was asked for; empty if the request names none, as {@code mailto:x} does. */
    String path() {
        return Optional.ofNullable(exchange.getRequestURI().getPath()).orElse("");
    }

    /** A field of the request; empty if there is none, or if there are several. */
    public Optional<String> field(String name) {
        var values = exchange.getRequestHeaders().get(name);
        return values == null || values.size() != 1 ? Optional.empty() : Optional.of(values.getFirst());
    }

    /** How many fields of this name the request has. */
    int fields(String name) {
        var values = exchange.getRequestHeaders().get(name);
        return values == null ? 0 : values.size();
    }

    String method() {
        return exchange.getRequestMethod();
    }

    /** The address and port from which the request came. */
    InetSocketAddress clientAddress() {
        return exchange.getRemoteAddress();
    }

    /** Adds a field to the head of the answer. */
    public Answer with(String name, String value) {
        exchange.getResponseHeaders().set(name, value);
        return this;
    }

    /** Sends a short text. */
    public void text(int status, String words) throws IOException {
        send(status, "text/plain; charset=utf-8", (words + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a whole answer. */
    public void send(int status, String type, byte[] body) throws IOException {
        with("Content-Type", type);
        if (isHead()) {
            with("Content-Length", Integer.toString(body.length));
            exchange.sendResponseHeaders(status, -1);
        } else {
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        }
    }

    /**
     * Begins an answer whose length is not known. {@link #renew} gives each further step its time.
     *
     * @return where the body goes, which the caller closes
     */
    public OutputStream begin(String type) throws IOException {
        with("Content-Type", type);
        exchange.sendResponseHeaders(200, isHead() ? -1 : 0);
        return isHead() ? OutputStream.nullOutputStream() : exchange.getResponseBody();
    }

    boolean isHead() {
        return method().equals("HEAD");
    }

    /** The time of the next step begins. */
    public void renew() {
        begin = ticker.nanos();
    }

    /** Interrupting a thread that waits for a channel closes the channel. {@link HttpExchange#close} would wait for the client too. */
    @Override
    public void check(long now) {
        if (now - begin > STEP.toNanos()) {
            watchdog.forget(this);
            thread.interrupt();
        }
    }

    @Override
    public void close() {
        watchdog.forget(this);
        exchange.close();
    }
}
