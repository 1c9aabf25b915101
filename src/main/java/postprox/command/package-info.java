/** The ways to call the program, one class each, and what they print. */
@NullMarked
package postprox.command;

import org.jspecify.annotations.NullMarked;
