/** The log in JSON, read back: {@link postprox.journal.Journal} has its lines, {@link postprox.journal.Stories} makes messages of them. */
@NullMarked
package postprox.journal;

import org.jspecify.annotations.NullMarked;
