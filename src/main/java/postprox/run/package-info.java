/** A proxy as a process: wired, started, serving one client or many, and stopped. */
@NullMarked
package postprox.run;

import org.jspecify.annotations.NullMarked;
