package postprox.config;

/** A value that is the text of a reply to a client: one line of printable US-ASCII. */
record ReplyWords() implements Type<String> {
    /** With a code in front, and with the longest name in the place of its name, a reply stays below RFC 5321's 512 bytes. */
    private static final int MAX_LENGTH = 250;

    @Override
    public String parse(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH || text.chars().anyMatch(c -> c < ' ' || c > '~')) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no text of a reply: write 1 to " + MAX_LENGTH + " characters of US-ASCII");
        }
        return text;
    }
}
