/** Filters, their answers, and the decision about a message that follows. Each kind of filter has a subpackage of its own. */
@NullMarked
package postprox.filter;

import org.jspecify.annotations.NullMarked;
