/** A message on disk, and its disappearance. */
@NullMarked
package postprox.spool;

import org.jspecify.annotations.NullMarked;
