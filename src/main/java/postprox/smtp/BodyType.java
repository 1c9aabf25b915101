package postprox.smtp;

/** The BODY parameter of MAIL (RFC 6152). It decides whether a server may clear the eighth bit of the content's octets. */
public enum BodyType {
    /** {@code BODY=8BITMIME}: the server keeps the bit. */
    EIGHT_BIT,
    /** MAIL has no BODY parameter: RFC 5321 section 2.4 lets a server clear the bit, but few servers do. */
    UNSAID,
    /** {@code BODY=7BIT}: sendmail clears the bit. An unknown value of BODY counts as this one. */
    SEVEN_BIT;

    private static final String KEYWORD = "BODY";
    private static final String KEEPS = KEYWORD + "=8BITMIME";

    /**
     * Adds one more parameter of MAIL. If MAIL has two BODY parameters, the one that allows clearing counts.
     *
     * @return the body type that follows from this one and the parameter
     */
    BodyType with(CharSequence parameter) {
        if (!CommandWords.begins(parameter, 0, KEYWORD)) {
            return this;
        }
        boolean keeps = parameter.length() == KEEPS.length() && CommandWords.begins(parameter, 0, KEEPS);
        return keeps && this != SEVEN_BIT ? EIGHT_BIT : SEVEN_BIT;
    }
}
