/** The results for people: figures, tables, charts, the pages docs/PERFORMANCE.md and docs/dev/benchmarks.md. */
@NullMarked
package postprox.bench.report;

import org.jspecify.annotations.NullMarked;
