package postprox.smtp;

/** How much of the language we take at once, in bytes with the line end. */
public final class SmtpLimits {
    /** A command. RFC 4954 section 4.9 asks for 12,288 bytes, the longest that any extension needs (AUTH). */
    public static final int COMMAND_BYTES = 12_288;

    /** The longest line of all: what a buffer may grow to. */
    public static final int LARGEST_LINE_BYTES = 64 * 1024;

    /** A line of a reply. RFC 5321 section 4.5.3.1.5 says 512; Postfix takes 2,048 (line_length_limit). */
    public static final int REPLY_LINE_BYTES = 4096;

    /** All lines of a reply together: far more than any server has to say, far less than would hurt. */
    public static final int REPLY_BYTES = 64 * 1024;

    /** All recipients of a message together: 20,000 of 50 bytes, more than any server takes (RFC 5321 section 4.5.3.1.8). */
    public static final long RECIPIENTS_BYTES = 1_000_000;

    /** All XCLIENT, or all XFORWARD commands that count at a time: every attribute at its longest (255) ten times over. */
    public static final long CLIENT_FACTS_BYTES = 32 * 1024;

    private SmtpLimits() {}
}
