package postprox.smtp;

/**
 * What becomes of a CR in content that is not part of a CRLF. RFC 5321 section 2.3.8 forbids it, and some servers take
 * it for a line end, which lets a message hide commands (SMTP smuggling, CVE-2023-51764).
 */
public enum StrayCr {
    /** It becomes a space, as with Postfix (cleanup_replace_stray_cr_lf). */
    SPACE,
    /** It stays, for those who must have every byte. */
    KEEP;

    byte asByte() {
        return (byte) (this == SPACE ? ' ' : '\r');
    }
}
