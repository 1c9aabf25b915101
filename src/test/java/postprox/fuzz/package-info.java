/** Coverage-guided fuzzing: the targets and the entry point for Jazzer. Each target is in the package that it attacks. */
@NullMarked
package postprox.fuzz;

import org.jspecify.annotations.NullMarked;
