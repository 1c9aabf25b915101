package postprox.world;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import postprox.admin.AdminServer;
import postprox.admin.AdminServer.Served;
import postprox.admin.Events;
import postprox.admin.Gate;
import postprox.admin.Page;
import postprox.admin.Page.Access;
import postprox.admin.Resource;
import postprox.net.Endpoint;
import postprox.testkit.TestWatchdog;

/** The live page before a state of a process that a test has written. */
final class PageStage implements AutoCloseable {
    static final Path FILES = Path.of("src/main/resources/postprox/page");
    private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/uPlot.";

    private final AdminServer server;
    private volatile String state;

    /** Serves the state, with events or with a complaint in their place. */
    PageStage(String state, boolean hasEvents) throws IOException {
        this.state = state;
        Map<String, Served> pages = new HashMap<>();
        put(pages, "/", Resource.of("/postprox/page/index.html", "text/html; charset=utf-8"));
        try (Stream<Path> files = Files.list(FILES)) {
            for (Path file : files.toList()) {
                String name = String.valueOf(file.getFileName());
                put(pages, "/page/" + name, Resource.of("/postprox/page/" + name, type(name)));
            }
        }
        put(pages, "/page/uplot.js", Resource.of(UPLOT + "iife.min.js", type(".js")));
        put(pages, "/page/uplot.css", Resource.of(UPLOT + "min.css", type(".css")));
        put(pages, "/status", answer -> answer.send(200, "application/json", bytes()));
        put(pages, "/events", hasEvents ? new Events(this::bytes) : answer -> answer.text(503, "no place"));
        this.server = AdminServer.open(
                new Endpoint.Tcp("127.0.0.1", 0),
                new Gate(List.of(), Optional.empty()),
                pages,
                TestWatchdog.running(),
                Throwable::printStackTrace);
    }

    private static void put(Map<String, Served> pages, String path, Page page) {
        pages.put(path, new Served(page, Access.GUARDED));
    }

    private static String type(String name) {
        return name.endsWith(".js") ? "text/javascript; charset=utf-8" : "text/css; charset=utf-8";
    }

    private byte[] bytes() {
        return state.getBytes(StandardCharsets.UTF_8);
    }

    /** Shows another state from now on. */
    void show(String next) {
        state = next;
    }

    String url() {
        return "http://127.0.0.1:" + server.port() + "/";
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
