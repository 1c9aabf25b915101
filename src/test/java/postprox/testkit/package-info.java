/** The parts of tests of a conversation: a client and a next hop that follow a script, and a log that keeps all events. */
@NullMarked
package postprox.testkit;

import org.jspecify.annotations.NullMarked;
