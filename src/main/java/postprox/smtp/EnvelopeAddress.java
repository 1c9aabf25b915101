package postprox.smtp;

import java.util.Optional;

/**
 * Reads the address in a MAIL or RCPT command. It takes the path of RFC 5321, and also the forms that clients send and that
 * Postfix reads in the same way (extract_addr in smtpd.c): no brackets, no domain, dots anywhere in the local part, 8-bit
 * text. It refuses each form that two servers may read in two ways, such as comments, text beside the brackets, and blanks or
 * backslashes outside of quotes.
 *
 * <p>The address is returned as the next hop delivers to it: without its source route, and with a quoted local part only if
 * the local part needs quotes. So two spellings of one mailbox give one address.
 */
public final class EnvelopeAddress {
    /** The name of a bounce's null sender in the log and in a filter's environment. */
    public static final String NULL_SENDER = "<>";

    /** The specials of RFC 5322 section 3.2.3, which no atom may hold. */
    private static final String SPECIALS = "()<>[]:;@\\,.\"";

    private final CharSequence text;
    private final int end;
    private int at;

    private EnvelopeAddress(CharSequence text, int start, int end) {
        this.text = text;
        this.at = start;
        this.end = end;
    }

    /**
     * Reads a path such as {@code <a@b>}.
     *
     * @return the address, {@link #NULL_SENDER} for the null address; empty if servers may read it in two ways, or not at all
     */
    public static Optional<String> of(CharSequence path) {
        int length = path.length();
        if (length == 0 || path.charAt(0) != '<') {
            return new EnvelopeAddress(path, 0, length).read();
        }
        if (length == 1 || path.charAt(length - 1) != '>') {
            return Optional.empty();
        }
        return length == 2 ? Optional.of(NULL_SENDER) : new EnvelopeAddress(path, 1, length - 1).read();
    }

    private Optional<String> read() {
        if (!skipRoute()) {
            return Optional.empty();
        }
        boolean quoted = is('"');
        Optional<String> local = quoted ? readQuoted() : readUnquoted();
        if (local.isEmpty()) {
            return Optional.empty();
        }
        if (at == end) {
            // A quoted local part may hold an @, and without a domain the next hop would take that @ for a domain's.
            return quoted ? Optional.empty() : local.filter(EnvelopeAddress::isSureAlone);
        }
        int domain = at;
        return readDomain() ? Optional.of(canonical(local.get()) + text.subSequence(domain, end)) : Optional.empty();
    }

    /** Skips a source route (A-d-l, RFC 5321 section 4.1.2), which servers ignore (appendix C); false if it is malformed. */
    private boolean skipRoute() {
        if (!is('@')) {
            return true;
        }
        while (is('@')) {
            at++;
            if (!skipHost()) {
                return false;
            }
            if (is(':')) {
                at++;
                return true;
            }
            if (!is(',')) {
                return false;
            }
            at++;
        }
        return false;
    }

    /**
     * Reads a quoted local part and takes its quotes and backslashes off. Empty too if the local part begins with an @, which
     * Postfix takes for a source route in spite of the quotes.
     */
    private Optional<String> readQuoted() {
        StringBuilder local = new StringBuilder();
        for (at++; at < end; at++) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                return local.isEmpty() || local.charAt(0) == '@' ? Optional.empty() : Optional.of(local.toString());
            }
            if (c == '\\' && ++at < end) {
                c = text.charAt(at);
            }
            if (!CommandWords.isVisible(c) && c != ' ') {
                return Optional.empty();
            }
            local.append(c);
        }
        return Optional.empty();
    }

    private Optional<String> readUnquoted() {
        int start = at;
        while (at < end && (isAtom(text.charAt(at)) || text.charAt(at) == '.')) {
            at++;
        }
        return at == start
                ? Optional.empty()
                : Optional.of(text.subSequence(start, at).toString());
    }

    /** Reads the rest of the address: an @, and then a domain or an address literal. */
    private boolean readDomain() {
        if (!is('@')) {
            return false;
        }
        at++;
        return (is('[') ? skipLiteral() : skipHost()) && at == end;
    }

    /**
     * Skips names with a dot between them. False if the last character is a dot, since Postfix takes that dot off and so
     * delivers to another address.
     */
    private boolean skipHost() {
        boolean name = false;
        while (at < end && (isAtom(text.charAt(at)) || text.charAt(at) == '.' && name)) {
            name = text.charAt(at) != '.';
            at++;
        }
        return name;
    }

    private boolean skipLiteral() {
        int start = at + 1;
        do {
            at++;
        } while (at < end && isOfLiteral(text.charAt(at)));
        if (!is(']') || at == start) {
            return false;
        }
        at++;
        return true;
    }

    private boolean is(char c) {
        return at < end && text.charAt(at) == c;
    }

    private static boolean isAtom(char c) {
        return CommandWords.isVisible(c) && SPECIALS.indexOf(c) < 0;
    }

    /** A character of an IPv4 or IPv6 literal (RFC 5321 section 4.1.3). Other literals, which are rare, are refused. */
    private static boolean isOfLiteral(char c) {
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '.' || c == ':' || c == '-';
    }

    /** Whether a local part without a domain stays a local part: Postfix rewrites a!b to b@a, and a%b to a@b. */
    private static boolean isSureAlone(String local) {
        return isDotString(local) && local.indexOf('!') < 0 && local.indexOf('%') < 0;
    }

    private static String canonical(String local) {
        if (isDotString(local)) {
            return local;
        }
        StringBuilder quoted = new StringBuilder(local.length() + 2).append('"');
        for (int i = 0; i < local.length(); i++) {
            char c = local.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\');
            }
            quoted.append(c);
        }
        return quoted.append('"').toString();
    }

    /** Whether a local part needs no quotes (Dot-string, RFC 5321 section 4.1.2). */
    private static boolean isDotString(String local) {
        boolean atom = false;
        for (int i = 0; i < local.length(); i++) {
            char c = local.charAt(i);
            if (!isAtom(c) && !(c == '.' && atom)) {
                return false;
            }
            atom = c != '.';
        }
        return atom;
    }
}
