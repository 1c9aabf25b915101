/** The filter of the manual: a command that a shell runs for each message. Only what wires the program knows this kind. */
@NullMarked
package postprox.filter.command;

import org.jspecify.annotations.NullMarked;
