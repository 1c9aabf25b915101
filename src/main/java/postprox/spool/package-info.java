/** Messages while filters examine them: where their bytes are kept, and how their files are removed. */
@NullMarked
package postprox.spool;

import org.jspecify.annotations.NullMarked;
