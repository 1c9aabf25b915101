/** The few system calls Java lacks, through java.lang.foreign; nothing else is native. */
@NullMarked
package postprox.posix;

import org.jspecify.annotations.NullMarked;
