package postprox.smtp;

/** Commands as the log may show them. */
public final class Redaction {
    /** A mechanism's name (RFC 4422 section 3.1). What follows it, behind whatever character, is a secret. */
    private static final int MOST = 20;

    private Redaction() {}

    /** The line, but for the secrets of AUTH (RFC 4954). */
    public static String of(Command command) {
        if (command.verb() != Verb.AUTH) {
            return command.line();
        }
        return "AUTH " + mechanism(command.argument()) + " ...";
    }

    private static String mechanism(String argument) {
        int end = 0;
        while (end < argument.length() && isOfMechanism(argument.charAt(end))) {
            end++;
        }
        boolean named = end <= MOST
                && (end == argument.length() || argument.charAt(end) == ' ' || argument.charAt(end) == '\t');
        return named ? argument.substring(0, end) : "";
    }

    private static boolean isOfMechanism(char c) {
        return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_' || c == '-';
    }
}
