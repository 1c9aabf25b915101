/** The command {@code postprox try}, which runs a filter on one message outside of the mail flow. */
@NullMarked
package postprox.trial;

import org.jspecify.annotations.NullMarked;
