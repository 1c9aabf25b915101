package postprox.filter.spamd;

import java.util.Optional;
import postprox.mail.Envelope;

/**
 * Whose preferences spamd is to use for a message.
 *
 * @param fixed        the name of a user, one byte a character; empty for none
 * @param perRecipient whether a message to one recipient has another user, the recipient
 */
public record Users(String fixed, PerRecipient perRecipient) {
    /** The most that an address may have (RFC 5321 section 4.5.3.1): what is longer is no user's. */
    private static final int MOST_BYTES = 320;

    /** What of a recipient is the name of a user. */
    public enum PerRecipient {
        /** Nothing. */
        NO,
        /** The whole address. */
        ADDRESS,
        /** What stands in front of the last at sign. */
        LOCALPART
    }

    /** Whether a text can be a user's name in a request. spamd takes no control characters (spamd, got_user_header). */
    public static boolean isName(String text) {
        return !text.isEmpty() && text.length() <= MOST_BYTES && text.chars().noneMatch(c -> c < ' ' || c == 127);
    }

    /** The user of a message; empty if the request names none. With several recipients none of them is the right one. */
    Optional<String> of(Envelope envelope) {
        Optional<String> recipient = envelope.recipients().size() == 1
                ? Optional.of(nameOf(envelope.recipients().getFirst())).filter(Users::isName)
                : Optional.empty();
        return recipient.or(() -> Optional.of(fixed)).filter(name -> !name.isEmpty());
    }

    private String nameOf(String recipient) {
        return switch (perRecipient) {
            case NO -> "";
            case ADDRESS -> recipient;
            case LOCALPART -> recipient.substring(0, Math.max(0, endOfLocalPart(recipient)));
        };
    }

    /** Where the local part ends. {@code postmaster} alone is an address too (RFC 5321 section 4.1.1.3). */
    private static int endOfLocalPart(String recipient) {
        int at = recipient.lastIndexOf('@');
        return at < 0 ? recipient.length() : at;
    }
}
