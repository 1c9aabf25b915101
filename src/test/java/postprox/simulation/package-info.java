/** Whole sessions on one thread, with a clock of their own, from a seed. See docs/TESTING.md. */
@NullMarked
package postprox.simulation;

import org.jspecify.annotations.NullMarked;
