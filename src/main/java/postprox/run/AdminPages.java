package postprox.run;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import postprox.admin.AdminServer.Served;
import postprox.admin.Answer;
import postprox.admin.Events;
import postprox.admin.Page;
import postprox.admin.Page.Access;
import postprox.control.AnswerText;
import postprox.metrics.Scrape;

/** The pages of the web server, each at its path. */
final class AdminPages {
    private final StatusAnswer status;
    private final Runnable beforeScrape;
    private final Scrape scrape;
    private final Readiness readiness;

    /**
     * Makes the pages.
     *
     * @param registry     has all metrics
     * @param beforeScrape brings those up to date that follow the configuration
     */
    AdminPages(StatusAnswer status, PrometheusRegistry registry, Runnable beforeScrape, Readiness readiness) {
        this.status = status;
        this.beforeScrape = beforeScrape;
        this.scrape = new Scrape(registry);
        this.readiness = readiness;
    }

    /**
     * All pages.
     *
     * @throws IOException if a file of the live page cannot be read
     */
    Map<String, Served> all() throws IOException {
        AnswerText state = new AnswerText(status);
        Map<String, Served> all = new HashMap<>();
        all.put("/healthz", open(answer -> answer.text(200, "ok")));
        all.put("/readyz", open(this::ready));
        all.put("/metrics", guarded(this::metrics));
        all.put("/status", guarded(answer -> answer.send(200, "application/json", state.get())));
        all.put("/events", guarded(new Events(state)));
        for (PageFile file : PageFile.values()) {
            all.put(file.path(), guarded(file.read()));
        }
        return all;
    }

    private static Served open(Page page) {
        return new Served(page, Access.OPEN);
    }

    private static Served guarded(Page page) {
        return new Served(page, Access.GUARDED);
    }

    private void ready(Answer answer) throws IOException {
        var obstacles = readiness.obstacles();
        if (obstacles.isEmpty()) {
            answer.text(200, "ready");
        } else {
            answer.text(503, "not ready: " + String.join(", ", obstacles));
        }
    }

    private void metrics(Answer answer) throws IOException {
        beforeScrape.run();
        String accept = answer.field("Accept").orElse("");
        try (OutputStream out = answer.begin(scrape.type(accept))) {
            scrape.write(accept, out);
        }
    }
}
