/**
 * The quarantine: messages that are kept aside on the disk. {@link postprox.quarantine.Quarantine} keeps them for the proxy, and
 * {@link postprox.quarantine.KeptMessages} finds them for {@code postprox quarantine}.
 */
@NullMarked
package postprox.quarantine;

import org.jspecify.annotations.NullMarked;
