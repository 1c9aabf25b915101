/** Clocks, deadlines, and the watchdog that checks time limits. */
@NullMarked
package postprox.time;

import org.jspecify.annotations.NullMarked;
