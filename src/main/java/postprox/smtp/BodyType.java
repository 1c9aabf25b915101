package postprox.smtp;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What MAIL says of the eighth bit of the content that follows, and so whether a server may clear it (RFC 6152). */
public enum BodyType {
    /** {@code BODY=8BITMIME}: it keeps the bit. */
    EIGHT_BIT,
    /** No word of it: RFC 5321 section 2.4 lets a server clear the bit, and hardly any does. */
    UNSAID,
    /** {@code BODY=7BIT}: sendmail clears the bit. What nobody knows is taken for this. */
    SEVEN_BIT;

    private static final String KEYWORD = "BODY";
    private static final Pattern BLANK = Pattern.compile("[ \\t-\\r]");

    /**
     * What a MAIL command says. Every word is looked at, wherever the next hop may think that the address ends, and with two
     * words about it the worse one counts.
     *
     * @param argument the argument of MAIL
     */
    public static BodyType of(String argument) {
        List<String> words = BLANK.splitAsStream(argument.toUpperCase(Locale.ROOT))
                .filter(word -> word.startsWith(KEYWORD))
                .toList();
        if (words.isEmpty()) {
            return UNSAID;
        }
        return words.stream().allMatch((KEYWORD + "=8BITMIME")::equals) ? EIGHT_BIT : SEVEN_BIT;
    }
}
