package postprox.smtp;

/** The limits of lines, replies and envelopes, in bytes. A limit of a line counts its line end; the limits of sums do not. */
public final class SmtpLimits {
    /** A command, by default. RFC 4954 section 4 asks for 12,288 bytes for AUTH, more than any other extension. */
    public static final int COMMAND_BYTES = 12_288;

    /** The longest line of all, and the maximum size of a buffer. */
    public static final int LARGEST_LINE_BYTES = 64 * 1024;

    /** A line of a reply. RFC 5321 section 4.5.3.1.5 says 512; Postfix takes 2,048 (line_length_limit). */
    public static final int REPLY_LINE_BYTES = 4096;

    /** All lines of a reply together: sixteen of the longest lines. */
    public static final int REPLY_BYTES = 64 * 1024;

    /**
     * All recipients of a message together: 20,000 of 50 bytes. RFC 5321 section 4.5.3.1.8 asks a server for at least 100
     * recipients, and Postfix takes 1,000 (smtpd_recipient_limit).
     */
    public static final long RECIPIENTS_BYTES = 1_000_000;

    /** All XCLIENT, or all XFORWARD commands that count at a time: each attribute at its longest (255), more than ten times. */
    public static final long CLIENT_FACTS_BYTES = 32 * 1024;

    private SmtpLimits() {}
}
