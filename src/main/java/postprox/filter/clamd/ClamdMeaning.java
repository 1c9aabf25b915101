package postprox.filter.clamd;

import java.util.Optional;
import postprox.filter.Answer;
import postprox.filter.NoVerdict;
import postprox.filter.Remarks;
import postprox.filter.Verdict;
import postprox.filter.virus.OnFinding;
import postprox.filter.virus.Sort;
import postprox.filter.virus.VirusRules;

/**
 * What clamd's replies mean for a message. clamd reports encrypted archives and documents if its AlertEncrypted is on, and what is beyond
 * its limits if its AlertExceedsMax is on.
 */
public record ClamdMeaning(VirusRules rules) {
    Answer of(ClamdReply reply) {
        return switch (reply) {
            case ClamdReply.Clean() -> new Verdict.Accept();
            case ClamdReply.Found(String name) -> found(name);
            case ClamdReply.TooLarge() -> new NoVerdict.TooLarge("larger than clamd's StreamMaxLength");
            case ClamdReply.NotScanned(String reason) -> new NoVerdict.Failed(reason);
            case ClamdReply.Failed(String reason) -> new NoVerdict.Failed(reason);
        };
    }

    private Verdict found(String name) {
        return rules.on(Sort.of(name, Sort.VIRUS)) == OnFinding.PASS
                ? new Verdict.Accept(new Remarks(name, Optional.empty()))
                : new Verdict.Reject(rules.refusal(name));
    }
}
