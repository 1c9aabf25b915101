/** The results for people: figures, tables, charts, docs/PERFORMANCE.md. */
@NullMarked
package postprox.bench.report;

import org.jspecify.annotations.NullMarked;
