package postprox.config;

/** A value that is a media type without parameters, such as {@code message/rfc822} (RFC 2045 section 5.1). */
record MediaType() implements Type<String> {
    private static final int MAX_LENGTH = 100;

    @Override
    public String parse(String text) {
        int slash = text.indexOf('/');
        boolean isType = text.length() <= MAX_LENGTH
                && slash > 0
                && isToken(text, 0, slash)
                && isToken(text, slash + 1, text.length());
        if (!isType) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no media type; write message/rfc822 or application/octet-stream");
        }
        return text;
    }

    private static boolean isToken(String text, int start, int end) {
        return start < end
                && text.substring(start, end)
                        .chars()
                        .allMatch(c -> c > ' ' && c <= '~' && "()<>@,;:\\\"/[]?=".indexOf(c) < 0);
    }
}
