package postprox.admin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;

/** A secret that clients of the web server must know. Immutable. */
public final class Token {
    /** So many characters of the 64 of base64 cannot be guessed over a network. */
    private static final int SHORTEST = 16;

    private static final int LONGEST = 256;

    private final byte[] secret;

    private Token(byte[] secret) {
        this.secret = secret;
    }

    /**
     * Reads a token.
     *
     * @param text the content of its file; white space around it does not count
     * @throws IllegalArgumentException if it cannot be one; its message tells the administrator why
     */
    public static Token parse(String text) {
        String secret = text.strip();
        if (secret.length() < SHORTEST || secret.length() > LONGEST) {
            throw new IllegalArgumentException("a token has " + SHORTEST + " to " + LONGEST + " characters, this one "
                    + secret.length() + "; openssl rand -base64 24 prints a good one");
        }
        if (!secret.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("a token has printable characters of ASCII alone, and no spaces");
        }
        return new Token(secret.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Whether a client has shown the token: as a bearer token (RFC 6750), or as the password of any user (RFC 7617), for which browsers
     * ask.
     *
     * @param authorization the field Authorization of its request
     */
    boolean isShownBy(String authorization) {
        int blank = authorization.indexOf(' ');
        String scheme = authorization.substring(0, Math.max(0, blank)).toLowerCase(Locale.ROOT);
        String value = authorization.substring(blank + 1).strip();
        return switch (scheme) {
            case "bearer" -> is(value.getBytes(StandardCharsets.UTF_8));
            case "basic" -> isPassword(value);
            default -> false;
        };
    }

    private boolean isPassword(String encoded) {
        try {
            String userAndPassword = new String(Base64.getDecoder().decode(encoded), StandardCharsets.ISO_8859_1);
            int colon = userAndPassword.indexOf(':');
            return colon >= 0 && is(userAndPassword.substring(colon + 1).getBytes(StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Takes the same time for all wrong tokens of a length. */
    private boolean is(byte[] shown) {
        return MessageDigest.isEqual(secret, shown);
    }
}
