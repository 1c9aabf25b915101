/** Where sessions come from and how bytes move: wires with deadlines, the listener, the watchdog. */
@NullMarked
package postprox.net;

import org.jspecify.annotations.NullMarked;
