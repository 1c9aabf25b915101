/** Tests of the filters in {@code examples/}, which run as an administrator would run them. */
@NullMarked
package postprox.examples;

import org.jspecify.annotations.NullMarked;
