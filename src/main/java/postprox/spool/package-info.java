/**
 * Messages while filters examine them: where their bytes are kept, and how their files are removed.
 *
 * <p>{@code SpooledMessage} is a message, in memory or as a {@code SpoolFile}. {@code SpoolFiles} makes and removes these files, and
 * {@code SpoolNames} names them. {@code LeftBehind} and {@code LeftOver} are what a killed process has left.
 */
@NullMarked
package postprox.spool;

import org.jspecify.annotations.NullMarked;
