/**
 * The real program in the real world: started as Postfix, inetd and systemd start it, in front of and behind Debian's own
 * Postfix, with a real clamd. Needs root, since Postfix does, and the packages that {@code ./test} installs.
 */
@NullMarked
package postprox.world;

import org.jspecify.annotations.NullMarked;
