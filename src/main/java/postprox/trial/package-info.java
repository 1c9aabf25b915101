/** The command {@code postprox try}: a filter run on one message outside any mail flow. */
@NullMarked
package postprox.trial;

import org.jspecify.annotations.NullMarked;
