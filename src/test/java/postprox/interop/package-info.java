/**
 * Programs of many makers on both sides of a real postprox: each client with each next hop, and what arrives. Needs root
 * and the packages that {@code ./interop} installs and downloads.
 */
@NullMarked
package postprox.interop;

import org.jspecify.annotations.NullMarked;
