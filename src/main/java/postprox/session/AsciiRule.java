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
    /** The next hop may clear the bit, and has not accepted that addresses are UTF-8 (RFC 6531). */
    private boolean cleared;

    /** Whether the next hop must not hear this command. */
    boolean forbids(Command command) {
        if (command.verb() == Verb.BDAT) {
            return false;
        }
        boolean utf8 = command.verb() == Verb.MAIL && command.parameters().utf8();
        return !command.hasAsciiVerb() || !command.isAscii() && (cleared || saysSevenBit(command)) && !utf8;
    }

    /** Whether the next hop must have answered all that it has heard before this command is judged, and heard. */
    boolean needsAnswersBefore(Command command) {
        return saysSevenBit(command) || forbids(command);
    }

    /** The next hop hears this command. It may clear the bit from now on, also where it then refuses the command. */
    void heard(Command command) {
        cleared |= saysSevenBit(command);
    }

    /** The next hop accepted this MAIL. One that it refused leaves what an earlier one said as it is. */
    void accepted(Command mail) {
        cleared = saysSevenBit(mail) && !mail.parameters().utf8();
    }

    private static boolean saysSevenBit(Command command) {
        return command.verb() == Verb.MAIL && command.parameters().body() == BodyType.SEVEN_BIT;
    }
}
