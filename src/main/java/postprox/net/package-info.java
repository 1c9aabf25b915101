/** Connections: the listener that accepts them, the dialer that opens them, and wires, whose waits have a time limit. */
@NullMarked
package postprox.net;

import org.jspecify.annotations.NullMarked;
