package postprox.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import postprox.admin.Page.Access;
import postprox.net.Endpoint;
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
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;
    private final Optional<UnixFront> front;

    /** A page, and who may see it. */
    public record Served(Page page, Access access) {}

    private AdminServer(
            SocketAddress place, Gate gate, Map<String, Served> pages, Watchdog watchdog, Consumer<Throwable> trouble)
            throws IOException {
        LIMITS.forEach(System::setProperty);
        boolean isUnix = place instanceof UnixDomainSocketAddress;
        this.pages = Map.copyOf(pages);
        this.gate = gate;
        this.watchdog = watchdog;
        this.server = HttpServer.create(
                place instanceof InetSocketAddress inet
                        ? inet
                        : new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                BACKLOG);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        this.front = isUnix
                ? Optional.of(UnixFront.open((UnixDomainSocketAddress) place, server.getAddress(), watchdog, trouble))
                : Optional.empty();
        server.start();
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
        return new AdminServer(place.addresses()[0], gate, pages, watchdog, trouble);
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
        if (front.isPresent() && !front.get().hasConnected(answer.clientPort())) {
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
