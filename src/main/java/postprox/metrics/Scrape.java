package postprox.metrics;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.OutputStream;

/** Writes all metrics of a registry, as Prometheus fetches them. Thread-safe. */
public final class Scrape {
    private final PrometheusRegistry registry;
    private final ExpositionFormatWriter plain = PrometheusTextFormatWriter.create();
    private final ExpositionFormatWriter openMetrics = OpenMetricsTextFormatWriter.create();

    public Scrape(PrometheusRegistry registry) {
        this.registry = registry;
    }

    /**
     * The type of the answer to a scraper.
     *
     * @param accept the field Accept of its request; empty if it has none
     */
    public String type(String accept) {
        return writer(accept).getContentType();
    }

    /**
     * Writes all metrics.
     *
     * @param accept as in {@link #type}
     */
    public void write(String accept, OutputStream to) throws IOException {
        writer(accept).write(to, registry.scrape(), EscapingScheme.DEFAULT);
    }

    private ExpositionFormatWriter writer(String accept) {
        return openMetrics.accepts(accept) ? openMetrics : plain;
    }
}
