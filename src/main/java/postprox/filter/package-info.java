/** Filters and their verdicts. */
@NullMarked
package postprox.filter;

import org.jspecify.annotations.NullMarked;
