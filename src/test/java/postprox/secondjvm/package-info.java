/** A JVM beside the tests' own, for what depends on how a process was started or how it ends. */
@NullMarked
package postprox.secondjvm;

import org.jspecify.annotations.NullMarked;
