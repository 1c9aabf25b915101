/** Simulated sessions: each runs whole on one thread, by a clock of its own, from a seed. See docs/dev/testing.md. */
@NullMarked
package postprox.simulation;

import org.jspecify.annotations.NullMarked;
