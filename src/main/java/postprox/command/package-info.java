/** The commands, one class for each way to call the program, and the texts that they print. */
@NullMarked
package postprox.command;

import org.jspecify.annotations.NullMarked;
