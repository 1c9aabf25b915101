/** Coverage-guided fuzzing: the targets together, and Jazzer's way in. Each target stands beside what it attacks. */
@NullMarked
package postprox.fuzz;

import org.jspecify.annotations.NullMarked;
