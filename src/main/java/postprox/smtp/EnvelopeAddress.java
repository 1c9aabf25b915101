package postprox.smtp;

/** The address in a MAIL or RCPT command, read as leniently as Postfix reads it (strict_rfc821_envelopes = no). */
public final class EnvelopeAddress {
    /** How filters and logs name the null sender of a bounce. */
    public static final String NULL_SENDER = "<>";

    private EnvelopeAddress() {}

    /**
     * The address of a command such as {@code FROM:<a@b> SIZE=1}: without brackets, with its quotes.
     *
     * @param argument the argument of MAIL or RCPT
     * @return the address, {@link #NULL_SENDER} for the null address, or an empty string where there is none to find
     */
    public static String of(String argument) {
        int colon = argument.indexOf(':');
        if (colon < 0) {
            return "";
        }
        int start = Command.skipBlanks(argument, colon + 1);
        boolean bracketed = start < argument.length() && argument.charAt(start) == '<';
        int first = bracketed ? start + 1 : start;
        String address = argument.substring(first, endOf(argument, first, bracketed));
        return bracketed && address.isEmpty() ? NULL_SENDER : address;
    }

    /** What follows the address: parameters, and the bracket that closes it. */
    static String behind(String argument) {
        int start = Command.skipBlanks(argument, argument.indexOf(':') + 1);
        boolean bracketed = start < argument.length() && argument.charAt(start) == '<';
        return argument.substring(endOf(argument, bracketed ? start + 1 : start, bracketed));
    }

    private static int endOf(String text, int from, boolean bracketed) {
        boolean quoted = false;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (bracketed ? c == '>' : Command.isBlank(c))) {
                return i;
            }
        }
        return text.length();
    }
}
