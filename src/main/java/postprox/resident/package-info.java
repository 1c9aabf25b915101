/** The resident process, which serves sessions that native clients (src/main/c) hand over, and its check of these clients. */
@NullMarked
package postprox.resident;

import org.jspecify.annotations.NullMarked;
