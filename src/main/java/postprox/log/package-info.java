/** What the administrator reads: one method for each thing worth logging. */
@NullMarked
package postprox.log;

import org.jspecify.annotations.NullMarked;
