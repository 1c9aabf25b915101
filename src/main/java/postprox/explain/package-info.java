/** What lines of the log and replies mean: {@link postprox.explain.Page} finds the entries of docs/TROUBLESHOOTING.md that fit. */
@NullMarked
package postprox.explain;

import org.jspecify.annotations.NullMarked;
