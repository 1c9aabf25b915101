/** What has happened, in numbers: {@link postprox.figures.Figures} takes the events, and others ask it. */
@NullMarked
package postprox.figures;

import org.jspecify.annotations.NullMarked;
