/** What all kinds of filters have in common, whatever their peers do. */
@NullMarked
package postprox.filter.contract;

import org.jspecify.annotations.NullMarked;
