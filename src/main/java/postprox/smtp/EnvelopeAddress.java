package postprox.smtp;

import java.util.Optional;

/**
 * The address in a MAIL or RCPT command: RFC 5321's path, and beyond it what clients send and Postfix reads in the same way
 * (extract_addr in smtpd.c): no brackets, no domain, dots anywhere in the local part, 8-bit text. Comments, text beside the
 * brackets, blanks and backslashes outside of quotes and all else that servers may disagree about is no address.
 *
 * <p>It is given as the next hop delivers to it: without its source route, its local part quoted where it must be and only
 * there, so that two spellings of one mailbox are one address.
 */
public final class EnvelopeAddress {
    /** How filters and logs name the null sender of a bounce. */
    public static final String NULL_SENDER = "<>";

    /** RFC 5322 section 3.2.3. */
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
     * @return the address, {@link #NULL_SENDER} for the null address; nothing where it can be read in two ways, or in none
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
            // Quoted, it could hold an @, which the next hop would take for that of a domain.
            return quoted ? Optional.empty() : local.filter(EnvelopeAddress::isSureAlone);
        }
        int domain = at;
        return readDomain() ? Optional.of(canonical(local.get()) + text.subSequence(domain, end)) : Optional.empty();
    }

    /** RFC 5321 section 4.1.2, A-d-l, which servers ignore (appendix C); false where one was begun and makes no sense. */
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

    /** What the quotes mean: without them and without backslashes. Postfix takes an @ in front for a source route all the same. */
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
            if (!Words.isVisible(c) && c != ' ') {
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

    /** The rest: an @ and a domain, or an address literal. */
    private boolean readDomain() {
        if (!is('@')) {
            return false;
        }
        at++;
        return (is('[') ? skipLiteral() : skipHost()) && at == end;
    }

    /** Names with a dot between them. Postfix takes a dot off the end, so that it would be another address. */
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
        return Words.isVisible(c) && SPECIALS.indexOf(c) < 0;
    }

    /** RFC 5321 section 4.1.3, without what its General-address-literal would allow and nobody uses. */
    private static boolean isOfLiteral(char c) {
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '.' || c == ':' || c == '-';
    }

    /** Whether a local part says the same without a domain: Postfix makes b@a of a!b, and a@b of a%b. */
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

    /** RFC 5321 section 4.1.2. */
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
