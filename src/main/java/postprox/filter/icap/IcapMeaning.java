package postprox.filter.icap;

import java.util.Optional;
import postprox.filter.Remarks;
import postprox.filter.Verdict;
import postprox.smtp.Reply;

/**
 * What a service's findings mean for a message.
 *
 * @param text        the text of a refusal; {@link #NAME} in it stands for what was found
 * @param onEncrypted what becomes of what the service could not look at
 * @param onLimits    what becomes of what is against a policy of the service's, or beyond a limit
 * @param onRedirect  what becomes of a message in whose place another page is named
 */
public record IcapMeaning(String text, OnFinding onEncrypted, OnFinding onLimits, OnRedirect onRedirect) {
    public static final String NAME = "%v";

    private static final int CODE = 554;

    /** A security policy forbids the message (RFC 3463 section 3.8). */
    private static final String ENHANCED_CODE = "5.7.1 ";

    /**
     * The verdict on a message with a finding.
     *
     * @param from what the log says besides about the service
     */
    Verdict of(Finding finding, String from) {
        OnFinding then = switch (finding.kind()) {
            case VIRUS -> OnFinding.REJECT;
            case ENCRYPTED -> onEncrypted;
            case LIMITS -> onLimits;
        };
        String said = finding.source() + "; " + from;
        return switch (then) {
            case REJECT -> new Verdict.Reject(Reply.of(CODE, ENHANCED_CODE + text.replace(NAME, finding.name())), said);
            case PASS -> new Verdict.Accept(new Remarks(said, Optional.empty()));
        };
    }
}
