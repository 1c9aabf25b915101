/** The proxy as a process: how it is wired and started, serves one client or many, and stops. */
@NullMarked
package postprox.run;

import org.jspecify.annotations.NullMarked;
