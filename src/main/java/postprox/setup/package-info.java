/**
 * {@code postprox setup}: a {@link Plan} says which lines of master.cf put postprox in front of Postfix's queue or behind it,
 * {@code Applying} carries it out and tests it with a message, {@code Undoing} takes it back.
 */
@NullMarked
package postprox.setup;

import org.jspecify.annotations.NullMarked;
