package postprox.filter.virus;

import postprox.filter.RefusalText;
import postprox.smtp.Reply;

/**
 * What becomes of messages in which a scanner finds something.
 *
 * @param text        the text of a refusal; {@link #NAME} in it stands for the finding's name, as in clamav-milter.conf(5)
 * @param onEncrypted what becomes of what the scanner could not look at
 * @param onLimits    what becomes of what is against a policy of the scanner's, or beyond a limit
 */
public record VirusRules(String text, OnFinding onEncrypted, OnFinding onLimits) {
    public static final String NAME = "%v";

    /** What becomes of a message with a finding of a sort. */
    public OnFinding on(Sort sort) {
        return switch (sort) {
            case VIRUS -> OnFinding.REJECT;
            case ENCRYPTED -> onEncrypted;
            case LIMITS -> onLimits;
        };
    }

    /**
     * The refusal of a message.
     *
     * @param name the finding's name, printable US-ASCII
     */
    public Reply refusal(String name) {
        return RefusalText.byPolicy(text.replace(NAME, name));
    }
}
