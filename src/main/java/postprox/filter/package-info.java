/**
 * Filters, their answers, and the decision about a message that follows. Each kind of filter has a subpackage of its own.
 * {@code Guard} carries out the administrator's settings for a filter, such as its slots and its time. {@code Chain} has the filters
 * examine a message in turn and makes the decision; if one fails, by its {@code FailurePolicy}.
 */
@NullMarked
package postprox.filter;

import org.jspecify.annotations.NullMarked;
