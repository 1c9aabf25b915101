package postprox.session;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import postprox.smtp.Command;
import postprox.smtp.Verb;

/** Commands as the log may show them. */
final class Redaction {
    /** A mechanism's name (RFC 4422 section 3.1). What follows it, behind whatever character, is a secret. */
    private static final Pattern MECHANISM = Pattern.compile("[A-Za-z0-9_-]{1,20}(?=[ \\t]|$)");

    private Redaction() {}

    /** The line, but for the secrets of AUTH (RFC 4954). */
    static String of(Command command) {
        if (command.verb() != Verb.AUTH) {
            return command.line();
        }
        Matcher mechanism = MECHANISM.matcher(command.argument());
        return "AUTH " + (mechanism.lookingAt() ? mechanism.group() : "") + " ...";
    }
}
