/** The next hop, as one session has it: connections, how they are opened again, and how a message is delivered. */
@NullMarked
package postprox.nexthop;

import org.jspecify.annotations.NullMarked;
