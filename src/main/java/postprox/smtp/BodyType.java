package postprox.smtp;

/** What MAIL says of the eighth bit of the content that follows, and so whether a server may clear it (RFC 6152). */
public enum BodyType {
    /** {@code BODY=8BITMIME}: it keeps the bit. */
    EIGHT_BIT,
    /** No word of it: RFC 5321 section 2.4 lets a server clear the bit, and hardly any does. */
    UNSAID,
    /** {@code BODY=7BIT}: sendmail clears the bit. What nobody knows is taken for this. */
    SEVEN_BIT;

    private static final String KEYWORD = "BODY";
    private static final String KEEPS = KEYWORD + "=8BITMIME";

    /** What one more parameter of MAIL makes of it. With two words about it the worse one counts. */
    BodyType with(CharSequence parameter) {
        if (!Words.begins(parameter, 0, KEYWORD)) {
            return this;
        }
        boolean keeps = parameter.length() == KEEPS.length() && Words.begins(parameter, 0, KEEPS);
        return keeps && this != SEVEN_BIT ? EIGHT_BIT : SEVEN_BIT;
    }
}
