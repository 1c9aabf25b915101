/** Text as bytes: one byte a character, and how it is made harmless and short. */
@NullMarked
package postprox.text;

import org.jspecify.annotations.NullMarked;
