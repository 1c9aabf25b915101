/** Time that goes by: clocks, deadlines, and the watchdog that looks at all of them. */
@NullMarked
package postprox.time;

import org.jspecify.annotations.NullMarked;
