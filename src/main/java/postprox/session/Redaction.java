package postprox.session;

import postprox.smtp.Command;
import postprox.smtp.Verb;

/** Commands as the log may show them. */
final class Redaction {
    private Redaction() {}

    /** The line, but for the secrets of AUTH (RFC 4954). */
    static String of(Command command) {
        if (command.verb() != Verb.AUTH) {
            return command.line();
        }
        int blank = command.argument().indexOf(' ');
        String mechanism = blank < 0 ? command.argument() : command.argument().substring(0, blank);
        return "AUTH " + mechanism + " ...";
    }
}
