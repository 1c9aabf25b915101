/** Passes messages of the quarantine on to a next hop, outside of any session. */
@NullMarked
package postprox.release;

import org.jspecify.annotations.NullMarked;
