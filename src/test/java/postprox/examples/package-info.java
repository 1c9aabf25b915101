/** The filters in {@code examples/}, run as an administrator would run them. */
@NullMarked
package postprox.examples;

import org.jspecify.annotations.NullMarked;
