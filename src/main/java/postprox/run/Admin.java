package postprox.run;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import postprox.admin.AdminServer;
import postprox.admin.AgentSocket;
import postprox.admin.Gate;
import postprox.admin.Token;
import postprox.config.AdminSettings;
import postprox.config.AdminToken;
import postprox.event.AdminEvent.AdminPart;
import postprox.event.ProcessEvent;
import postprox.event.Repeated;
import postprox.filter.Guard;
import postprox.metrics.Gauges;
import postprox.metrics.Metrics;
import postprox.net.Endpoint;

/** The web server and the agent of a service. Thread-safe. */
final class Admin {
    private final Engine engine;
    private final Duration patience;
    private final List<Reopened> parts = new ArrayList<>();

    private Admin(Engine engine, Duration patience) {
        this.engine = engine;
        this.patience = patience;
    }

    /**
     * Opens what the settings name, as soon as its place is free.
     *
     * @param registry   has the metrics, and gets those that are read
     * @param metrics    counts events
     * @param isDraining whether the service is about to end
     * @param patience   how long a place may be taken until that is trouble
     */
    static Admin open(
            Engine engine,
            StatusAnswer status,
            PrometheusRegistry registry,
            Metrics metrics,
            BooleanSupplier isDraining,
            Duration patience) {
        Admin admin = new Admin(engine, patience);
        Repeated trouble = new Repeated(engine.log(), ProcessEvent.AcceptTrouble::new);
        engine.watchdog().watch(trouble);
        AdminSettings settings = engine.settings().admin();
        Readiness readiness = new Readiness(engine, isDraining);
        if (settings.page().isPresent()) {
            Endpoint place = settings.page().get();
            Gauges.register(registry, new LiveReadings(engine, readiness, isDraining), Version.text());
            AdminPages pages = new AdminPages(status, registry, () -> metrics.expect(names(engine)), readiness);
            admin.open(AdminPart.PAGE, place, () -> {
                Gate gate = new Gate(settings.hosts(), token(settings));
                AdminServer server = AdminServer.open(
                        place,
                        gate,
                        pages.all(),
                        engine.watchdog(),
                        e -> trouble.happened(String.valueOf(e.getMessage())));
                return new Reopened.Opened(server, withPort(place, server.port()));
            });
        }
        settings.agent()
                .ifPresent(place -> admin.open(AdminPart.AGENT, place, () -> {
                    AgentSocket socket = AgentSocket.open(
                            place,
                            () -> isDraining.getAsBoolean() ? "drain" : "ready up 100%",
                            engine.watchdog(),
                            e -> trouble.happened(String.valueOf(e.getMessage())));
                    return new Reopened.Opened(socket, withPort(place, socket.port()));
                }));
        return admin;
    }

    private static List<String> names(Engine engine) {
        return engine.chain().filters().stream().map(Guard::name).toList();
    }

    private static Optional<Token> token(AdminSettings settings) throws IOException {
        if (settings.token().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(AdminToken.read(settings.token().get()));
        } catch (IllegalArgumentException e) {
            throw new IOException(settings.token().get() + ": " + e.getMessage(), e);
        }
    }

    /** Port 0 stands for any free one. */
    private static String withPort(Endpoint place, int port) {
        return place instanceof Endpoint.Tcp tcp ? new Endpoint.Tcp(tcp.host(), port).toString() : place.toString();
    }

    private void open(AdminPart part, Endpoint place, Reopened.Opening opening) {
        Reopened made = new Reopened(engine, part, place.toString(), opening, patience);
        parts.add(made);
        made.begin();
    }

    /** Gives up what is open. */
    void close() {
        parts.forEach(Reopened::close);
    }
}
