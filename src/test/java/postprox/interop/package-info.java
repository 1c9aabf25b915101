/**
 * A real postprox between the clients and next hops of many makers, each with each, and a check of the mail that arrives. The
 * tests need root and the packages that {@code ./interop} installs and downloads.
 */
@NullMarked
package postprox.interop;

import org.jspecify.annotations.NullMarked;
