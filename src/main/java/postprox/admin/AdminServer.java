package postprox.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import postprox.admin.Page.Access;
import postprox.net.Endpoint;
import postprox.net.Listener;
import postprox.time.Ticker;
import postprox.time.Watchdog;

/**
 * A web server that answers GET and HEAD. It is the one of the JDK with limits: on the time of a request and of each step of an answer,
 * and on the number of connections. Thread-safe.
 */
public final class AdminServer implements Closeable {
    private static final int BACKLOG = 64;

    /**
     * The properties of the JDK's server (module jdk.httpserver), which reads them once. By default half a request may stay open for
     * ever. There is none here for the time of an answer, which would end streams of events.
     */
    private static final Map<String, String> LIMITS = Map.of(
            "sun.net.httpserver.maxReqTime", "5",
            "jdk.httpserver.maxConnections", "64",
            "sun.net.httpserver.maxReqHeaders", "50",
            "sun.net.httpserver.maxReqHeaderSize", "16384",
            "sun.net.httpserver.idleInterval", "30",
            "sun.net.httpserver.maxIdleConnections", "32",
            "sun.net.httpserver.nodelay", "true");

    /** What all answers have: they may not be framed, kept, sniffed, or used by other sites, and run no script but the page's own. */
    private static final Map<String, String> FIELDS = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "Referrer-Policy",
            "no-referrer",
            "Cache-Control",
            "no-store",
            "Cross-Origin-Resource-Policy",
            "same-origin",
            "Cross-Origin-Opener-Policy",
            "same-origin");

    private final Map<String, Served> pages;
    private final Gate gate;
    private final Watchdog watchdog;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Optional<UnixFront> front;

    /** A page, and who may see it. */
    public record Served(Page page, Access access) {}

    private AdminServer(
            HttpServer server, Optional<UnixFront> front, Gate gate, Map<String, Served> pages, Watchdog watchdog) {
        this.server = server;
        this.front = front;
        this.gate = gate;
        this.pages = Map.copyOf(pages);
        this.watchdog = watchdog;
    }

    /**
     * Opens a server.
     *
     * @param place   where it listens
     * @param gate    who may see guarded pages
     * @param pages   each page by its path
     * @param trouble takes the reasons why connections could not be accepted
     * @throws IOException if the place is taken, or the process may not use it
     */
    public static AdminServer open(
            Endpoint place, Gate gate, Map<String, Served> pages, Watchdog watchdog, Consumer<Throwable> trouble)
            throws IOException {
        LIMITS.forEach(System::setProperty);
        return switch (place) {
            case Endpoint.Tcp tcp -> at((InetSocketAddress) tcp.addresses()[0], gate, pages, watchdog);
            case Endpoint.Unix path -> behind(Listener.bind(path, watchdog), gate, pages, watchdog, trouble);
        };
    }

    private static AdminServer at(InetSocketAddress address, Gate gate, Map<String, Served> pages, Watchdog watchdog)
            throws IOException {
        // The JDK's server never closes its descriptors if its address is taken, and this process may try for days.
        try (ServerSocketChannel probe = ServerSocketChannel.open()) {
            var _ = probe.bind(address);
        }
        return started(HttpServer.create(address, BACKLOG), Optional.empty(), gate, pages, watchdog);
    }

    private static AdminServer behind(
            Listener listener, Gate gate, Map<String, Served> pages, Watchdog watchdog, Consumer<Throwable> trouble)
            throws IOException {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
            UnixFront front = new UnixFront(listener, server.getAddress(), watchdog);
            AdminServer made = started(server, Optional.of(front), gate, pages, watchdog);
            front.start(trouble);
            return made;
        } catch (IOException | RuntimeException | Error e) {
            listener.close();
            throw e;
        }
    }

    private static AdminServer started(
            HttpServer server, Optional<UnixFront> front, Gate gate, Map<String, Served> pages, Watchdog watchdog) {
        AdminServer made = new AdminServer(server, front, gate, pages, watchdog);
        made.start();
        return made;
    }

    private void start() {
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** The TCP port; of a Unix socket, one at which the server answers nobody else. */
    public int port() {
        return server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (Answer answer = new Answer(exchange, Ticker.SYSTEM, watchdog)) {
            FIELDS.forEach(answer::with);
            answer(answer);
        }
    }

    private void answer(Answer answer) throws IOException {
        Optional<Served> served = Optional.ofNullable(pages.get(answer.path()));
        if (front.isPresent() && !front.get().hasConnected(answer.clientAddress())) {
            answer.text(403, "this server answers at its Unix socket alone");
        } else if (!answer.method().equals("GET") && !answer.isHead()) {
            answer.with("Allow", "GET, HEAD").text(405, "this server is only looked at");
        } else if (served.filter(page -> page.access() == Access.OPEN).isPresent() || gate.lets(answer)) {
            if (served.isPresent()) {
                served.get().page().answer(answer);
            } else {
                answer.text(404, "there is no such page here");
            }
        }
    }

    /** Ends all answers, and gives the place up. */
    @Override
    public void close() throws IOException {
        if (front.isPresent()) {
            front.get().close();
        }
        server.stop(0);
        threads.shutdownNow();
    }
}
