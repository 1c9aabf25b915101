/** The logs that the administrator reads: each makes a line of an event and writes it to a file or to syslog. */
@NullMarked
package postprox.log;

import org.jspecify.annotations.NullMarked;
