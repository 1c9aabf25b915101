/**
 * The filter of the manual: a command that a shell runs for each message. Only classes that wire the program use it by name.
 *
 * <p>The way of one run: {@code CommandFilter} makes {@code FilterFiles} and the {@code FilterEnvironment}, and starts a
 * {@code posix.ChildProcess}, which ends a command whose time is over. {@code ExitMeaning} makes the answer from the way in which the command ended.
 */
@NullMarked
package postprox.filter.command;

import org.jspecify.annotations.NullMarked;
