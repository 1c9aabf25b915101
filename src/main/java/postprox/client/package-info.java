/** A mail client that sends messages of ours over SMTP: those of the demo, of the rehearsal, and the test message of a set-up. */
@NullMarked
package postprox.client;

import org.jspecify.annotations.NullMarked;
