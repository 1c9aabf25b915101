/**
 * Filters, their answers, and the decision about a message that follows. Each kind of filter has a subpackage of its own.
 * {@code FailurePolicy} says what becomes of a message whose filter has failed, and {@code Chain} applies it.
 */
@NullMarked
package postprox.filter;

import org.jspecify.annotations.NullMarked;
