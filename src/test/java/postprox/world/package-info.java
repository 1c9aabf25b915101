/**
 * The real program with other real programs: started as Postfix, inetd and systemd start it, in front of and behind Debian's
 * own Postfix, with a real clamd. The tests need root, since Postfix does, and the packages that {@code ./test} installs.
 */
@NullMarked
package postprox.world;

import org.jspecify.annotations.NullMarked;
