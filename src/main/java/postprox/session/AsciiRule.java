package postprox.session;

import postprox.smtp.BodyType;
import postprox.smtp.Command;
import postprox.smtp.Verb;

/**
 * Which commands may hold octets beyond US-ASCII. A server that clears the eighth bit reads another command than we do:
 * sendmail, from BODY=7BIT to the next MAIL, takes {@code RSE} and 0xD4 for RSET, and 0xC0 in an address for the @. So filter
 * and log would have one envelope and the message another. Not thread-safe.
 */
final class AsciiRule {
    /** The next hop was told that it may clear the bit, and not that addresses are UTF-8 (RFC 6531). */
    private boolean cleared;

    /** Whether the next hop must not hear this command. Is asked about each one, in their order. */
    boolean forbids(Command command) {
        if (command.verb() == Verb.BDAT) {
            return false;
        }
        boolean mail = command.verb() == Verb.MAIL;
        boolean utf8 = mail && command.parameters().utf8();
        boolean clears = mail && command.parameters().body() == BodyType.SEVEN_BIT;
        if (!command.hasAsciiVerb() || !command.isAscii() && (cleared || clears) && !utf8) {
            return true;
        }
        if (mail) {
            cleared = clears && !utf8;
        }
        return false;
    }
}
