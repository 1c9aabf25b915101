/** The next hop of one session: its connections, how they are opened again, and how a message is delivered. */
@NullMarked
package postprox.nexthop;

import org.jspecify.annotations.NullMarked;
