package postprox.smtp;

/**
 * The treatment of a stray CR, a CR in content that is not part of a CRLF. RFC 5321 section 2.3.8 forbids it. Some servers
 * take it for a line end, so that a message can hide commands (SMTP smuggling, CVE-2023-51764).
 */
public enum StrayCr {
    /** It becomes a space, as in Postfix (cleanup_replace_stray_cr_lf). */
    SPACE,
    /** It stays, for administrators who need every byte unchanged. */
    KEEP;

    byte asByte() {
        return (byte) (this == SPACE ? ' ' : '\r');
    }
}
