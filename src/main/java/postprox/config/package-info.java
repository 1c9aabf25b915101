/**
 * The configuration: every option, declared once, and the command line and the file that its value comes from.
 *
 * <p>A new option: it is declared in one of the {@code *Options} classes and added to the list {@code ALL} there, {@code Settings}
 * hands its value to the class that uses it, and {@code DocumentsTest} says how to make help, man page, docs/options.md and the native
 * client's table anew.
 */
@NullMarked
package postprox.config;

import org.jspecify.annotations.NullMarked;
