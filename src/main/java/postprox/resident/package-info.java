/** The process that serves sessions of native clients (src/main/c): how a session is handed over, and who may hand one over. */
@NullMarked
package postprox.resident;

import org.jspecify.annotations.NullMarked;
