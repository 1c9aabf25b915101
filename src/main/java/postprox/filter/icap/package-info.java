/**
 * A service that speaks the Internet Content Adaptation Protocol (RFC 3507), by which makers of virus scanners sell scanning. A message
 * is the body of an HTTP response or request that nobody has made.
 */
@NullMarked
package postprox.filter.icap;

import org.jspecify.annotations.NullMarked;
