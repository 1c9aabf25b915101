package postprox.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import postprox.bench.lab.Lab;
import postprox.bench.lab.MeasurementException;
import postprox.bench.lab.Peers;
import postprox.bench.lab.Ports;
import postprox.bench.lab.Server;
import postprox.bench.lab.SmtpLoad;
import postprox.bench.report.Findings;
import postprox.bench.report.Quantity;
import postprox.bench.report.Row;
import postprox.bench.report.Series;
import postprox.bench.report.Target;

/** What it costs to count events for metrics, which are fetched each second, beside the same without --admin. */
final class AdminCase {
    private static final String PLAIN = "no filter";
    private static final String PLAIN_ADMIN = "no filter, --admin";
    private static final String FILTER = "-c true";
    private static final String FILTER_ADMIN = "-c true, --admin";
    private static final int SESSIONS = 5_000;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private AdminCase() {}

    static Findings measure(Lab lab, Pace pace) throws MeasurementException, InterruptedException {
        Peers peers = new Peers(lab);
        int page = Ports.free();
        int filterPage = Ports.free();
        try (Server sink = peers.sink(SESSIONS);
                Server plain = peers.postprox(sink);
                Server admin = peers.postprox(sink, "--admin", Integer.toString(page));
                Server filter = peers.postprox(sink, "-c", "true");
                Server filterAdmin = peers.postprox(sink, "-c", "true", "--admin", Integer.toString(filterPage));
                Scraper _ = Scraper.of(page);
                Scraper _ = Scraper.of(filterPage)) {
            Series series = Rounds.alternate(
                    pace,
                    List.of(
                            RateSubject.compiling(PLAIN, lab, plain.port(), SmtpLoad.USUAL),
                            RateSubject.compiling(PLAIN_ADMIN, lab, admin.port(), SmtpLoad.USUAL),
                            RateSubject.compiling(FILTER, lab, filter.port(), SmtpLoad.USUAL),
                            RateSubject.compiling(FILTER_ADMIN, lab, filterAdmin.port(), SmtpLoad.USUAL)));
            return Findings.of(
                    List.of(
                            Row.of("no filter", series, Quantity.RATE, PLAIN_ADMIN, PLAIN, new Target.Ratio(0.98)),
                            Row.of("`-c true`", series, Quantity.RATE, FILTER_ADMIN, FILTER, new Target.Ratio(0.98))),
                    series.file("admin"));
        }
    }

    /** Fetches the metrics each second, as Prometheus does at its most. */
    private record Scraper(Thread thread) implements AutoCloseable {
        static Scraper of(int port) {
            URI page = URI.create("http://" + Ports.address(port) + "/metrics");
            return new Scraper(Thread.ofVirtual().start(() -> scrape(page)));
        }

        private static void scrape(URI page) {
            try (HttpClient client = HttpClient.newHttpClient()) {
                while (true) {
                    try {
                        var _ = client.send(
                                HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.discarding());
                    } catch (IOException e) {
                        // The page is opened a second after the start.
                    }
                    Thread.sleep(PAUSE);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() {
            thread.interrupt();
        }
    }
}
