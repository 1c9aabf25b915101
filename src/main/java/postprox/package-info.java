/** The entry point of the program. */
@NullMarked
package postprox;

import org.jspecify.annotations.NullMarked;
