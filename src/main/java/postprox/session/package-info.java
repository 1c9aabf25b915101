/** Sessions: the conversation between one client and one next hop, with one message at a time. */
@NullMarked
package postprox.session;

import org.jspecify.annotations.NullMarked;
