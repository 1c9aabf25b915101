package postprox.smtp;

/** Makes the text of a command for the log, without secrets. */
public final class Redaction {
    /** The maximum length of a mechanism's name (RFC 4422 section 3.1). The rest of an AUTH command may be a secret. */
    private static final int MAX_NAME = 20;

    private Redaction() {}

    /** The command's line. Of AUTH (RFC 4954), only the verb and the mechanism's name remain. */
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
        boolean named = end <= MAX_NAME
                && (end == argument.length() || argument.charAt(end) == ' ' || argument.charAt(end) == '\t');
        return named ? argument.substring(0, end) : "";
    }

    private static boolean isOfMechanism(char c) {
        return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_' || c == '-';
    }
}
