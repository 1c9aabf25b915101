/** The conversation: one client, one next hop, one message at a time. */
@NullMarked
package postprox.session;

import org.jspecify.annotations.NullMarked;
