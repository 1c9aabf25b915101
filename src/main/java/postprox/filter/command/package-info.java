/**
 * The filter of the manual: a command that a shell runs for each message. Only classes that wire the program use it by name.
 */
@NullMarked
package postprox.filter.command;

import org.jspecify.annotations.NullMarked;
