package postprox.filter.clamd;

import java.util.Optional;
import postprox.filter.Answer;
import postprox.filter.NoVerdict;
import postprox.filter.Remarks;
import postprox.filter.Verdict;
import postprox.smtp.Reply;

/**
 * What clamd's replies mean for a message.
 *
 * @param text        the text of a refusal; {@link #NAME} in it stands for the signature's name, as in clamav-milter.conf(5)
 * @param onEncrypted what becomes of encrypted archives and documents, which clamd reports if its AlertEncrypted is on
 * @param onLimits    what becomes of a message beyond clamd's limits, which clamd reports if its AlertExceedsMax is on
 */
public record ClamdMeaning(String text, OnFinding onEncrypted, OnFinding onLimits) {
    public static final String NAME = "%v";

    private static final int CODE = 554;

    /** A security policy forbids the message (RFC 3463 section 3.8). */
    private static final String ENHANCED_CODE = "5.7.1 ";

    private static final String ENCRYPTED = "Heuristics.Encrypted.";
    private static final String LIMITS = "Heuristics.Limits.";

    Answer of(ClamdReply reply) {
        return switch (reply) {
            case ClamdReply.Clean() -> new Verdict.Accept();
            case ClamdReply.Found(String name)
            when onFinding(name) == OnFinding.PASS -> new Verdict.Accept(new Remarks(name, Optional.empty()));
            case ClamdReply.Found(String name) ->
                new Verdict.Reject(Reply.of(CODE, ENHANCED_CODE + text.replace(NAME, name)));
            case ClamdReply.TooLarge() -> new NoVerdict.TooLarge("larger than clamd's StreamMaxLength");
            case ClamdReply.NotScanned(String reason) -> new NoVerdict.Failed(reason);
            case ClamdReply.Failed(String reason) -> new NoVerdict.Failed(reason);
        };
    }

    private OnFinding onFinding(String name) {
        if (name.startsWith(ENCRYPTED)) {
            return onEncrypted;
        }
        return name.startsWith(LIMITS) ? onLimits : OnFinding.REJECT;
    }
}
