/** The few system calls that Java lacks, through java.lang.foreign. No other package calls native code. */
@NullMarked
package postprox.posix;

import org.jspecify.annotations.NullMarked;
