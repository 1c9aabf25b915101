/**
 * The figures of a process for Prometheus: {@link postprox.metrics.Metrics} counts events, and {@link postprox.metrics.Readings} are read
 * at each scrape. docs/metrics.md has the names. All labels are of closed sets, so that no stranger can make series.
 */
@NullMarked
package postprox.metrics;

import org.jspecify.annotations.NullMarked;
