/**
 * The filter kind {@code java:}: classes of the administrator's that run in this process, against {@code postprox.filter.api}.
 * {@code PluginDirectory} finds the jar, {@code Plugin} loads it, {@code JavaFilter} asks it, on threads of its own ({@code Workers}).
 * Exceptions, hangs and endless output stay within the filter. Memory, files and {@link System#exit} do not: docs/filters/java.md.
 */
@NullMarked
package postprox.filter.java;

import org.jspecify.annotations.NullMarked;
