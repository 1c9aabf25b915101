package postprox.filter;

import java.util.List;
import java.util.Locale;

/**
 * A list of mail addresses. It has words with blanks between them: {@code user@example.com}, {@code example.com} for all addresses of
 * that domain, {@code .example.com} for those of its subdomains, and {@code <>} for the null sender. A word with {@code !} in front
 * takes addresses out. A list that only takes out has all other addresses. Upper and lower case are the same, also in the local
 * part: whoever writes a list means the mailbox. Immutable.
 */
public final class AddressList {
    /** All addresses. */
    public static final AddressList ALL = new AddressList(TakenInOut.all());

    private static final String NULL_SENDER = "<>";

    private final TakenInOut<String> patterns;

    private AddressList(TakenInOut<String> patterns) {
        this.patterns = patterns;
    }

    /**
     * Reads a list.
     *
     * @throws IllegalArgumentException if a word is neither an address nor a domain; its message says which
     */
    public static AddressList parse(String text) {
        return new AddressList(TakenInOut.parse(text, AddressList::pattern));
    }

    private static String pattern(String word) {
        String pattern = word.toLowerCase(Locale.ROOT);
        if (!isPattern(pattern)) {
            throw new IllegalArgumentException("'" + word
                    + "' is no address: write user@example.com, example.com, .example.com (its subdomains) or <>");
        }
        return pattern;
    }

    private static boolean isPattern(String word) {
        return word.equals(NULL_SENDER)
                || !word.isEmpty()
                        && !word.endsWith(".")
                        && !word.endsWith("@")
                        && !word.startsWith("@")
                        && word.chars()
                                .noneMatch(c -> c <= ' ' || c == '<' || c == '>' || c == '!' || c == ',' || c == '*');
    }

    /** Whether this list has all addresses. */
    boolean isAll() {
        return patterns.isAll();
    }

    /** Whether this list has an address, {@code <>} for the null sender. */
    boolean has(String address) {
        String lower = address.toLowerCase(Locale.ROOT);
        List<String> in = patterns.in();
        return (in.isEmpty() || isOpen(lower) || in.stream().anyMatch(pattern -> matches(pattern, lower)))
                && patterns.out().stream().noneMatch(pattern -> matches(pattern, lower));
    }

    /**
     * Whether the next hop chooses the domain of an address: it has none, or has an address literal. Such an address may be in any
     * domain, so that nobody escapes a filter by writing it.
     */
    private static boolean isOpen(String address) {
        return !address.equals(NULL_SENDER) && (address.indexOf('@') < 0 || address.endsWith("]"));
    }

    private static boolean matches(String pattern, String address) {
        if (pattern.equals(NULL_SENDER) || pattern.indexOf('@') >= 0) {
            return pattern.equals(address);
        }
        String domain = address.substring(address.lastIndexOf('@') + 1);
        return pattern.startsWith(".") ? domain.endsWith(pattern) : address.indexOf('@') >= 0 && domain.equals(pattern);
    }
}
