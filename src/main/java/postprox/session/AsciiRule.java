package postprox.session;

import postprox.smtp.BodyType;
import postprox.smtp.Command;
import postprox.smtp.Verb;

/**
 * Decides which commands may have octets beyond US-ASCII. A server that clears the eighth bit reads another command than
 * postprox: from BODY=7BIT to the next MAIL, sendmail takes {@code RSE} and 0xD4 for RSET, and 0xC0 in an address for the @.
 * Then filter and log would have one envelope and the message another. Not thread-safe.
 */
final class AsciiRule {
    /** Whether the next hop may clear the bit now, and has not accepted that addresses are UTF-8 (RFC 6531). */
    private boolean cleared;

    /** Whether the next hop must not hear this command. */
    boolean forbids(Command command) {
        if (command.verb() == Verb.BDAT) {
            return false;
        }
        boolean utf8 = command.verb() == Verb.MAIL && command.parameters().utf8();
        return !command.hasAsciiVerb() || !command.isAscii() && (cleared || saysSevenBit(command)) && !utf8;
    }

    /** Whether the next hop must have answered all earlier commands before this command is judged and passed on. */
    boolean needsAnswersBefore(Command command) {
        return saysSevenBit(command) || forbids(command);
    }

    /** Notes a command that is passed on. From now on the next hop may clear the bit, even if it refuses the command. */
    void heard(Command command) {
        cleared |= saysSevenBit(command);
    }

    /** Notes a MAIL that the next hop accepted. A refused MAIL does not undo an earlier BODY=7BIT. */
    void accepted(Command mail) {
        cleared = saysSevenBit(mail) && !mail.parameters().utf8();
    }

    private static boolean saysSevenBit(Command command) {
        return command.verb() == Verb.MAIL && command.parameters().body() == BodyType.SEVEN_BIT;
    }
}
