/** Questions to name servers about MX, SRV and addresses, which the system's look-up of names does not answer. */
@NullMarked
package postprox.dns;

import org.jspecify.annotations.NullMarked;
