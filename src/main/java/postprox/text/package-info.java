/** Text as bytes, one byte a character, and its conversion into text that is harmless and short. */
@NullMarked
package postprox.text;

import org.jspecify.annotations.NullMarked;
