/**
 * Milters: programs that speak the milter protocol of Sendmail and Postfix. postprox is the MTA's side, in version 6 of the protocol. A
 * message is played to a milter when its content is complete, over one connection.
 */
@NullMarked
package postprox.filter.milter;

import org.jspecify.annotations.NullMarked;
