/**
 * Postfix's policy delegation protocol (SMTPD_POLICY_README), without sockets and pipes: {@code PolicyRequests} makes the requests
 * about a message, {@code PolicyReply} reads what comes back, {@code Action} says what that means, and {@code Ruling} makes the
 * answer of it.
 */
@NullMarked
package postprox.filter.policy;

import org.jspecify.annotations.NullMarked;
