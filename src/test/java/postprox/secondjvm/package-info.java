/** A JVM beside that of the tests, for behaviour that depends on how a process was started or how it ends. */
@NullMarked
package postprox.secondjvm;

import org.jspecify.annotations.NullMarked;
