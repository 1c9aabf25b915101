/** The header of the PROXY protocol, by which a balancer tells whose connection it passes on: {@link
 * postprox.proxyprotocol.ProxyHeaderReader}. No sockets, no threads. */
@NullMarked
package postprox.proxyprotocol;

import org.jspecify.annotations.NullMarked;
