/** Filters, what they answer, and what becomes of a message by that. Each kind of filter has a package of its own below. */
@NullMarked
package postprox.filter;

import org.jspecify.annotations.NullMarked;
